import { test } from 'tap'
import { chooseLanguage, pageLanguages, texts } from '../../../src/sandbox/mailbox/texts.ts'

test('texts have the same words in every language, none of them empty', t => {
  for (const language of pageLanguages) {
    t.same(Object.keys(texts[language]), Object.keys(texts.nb), language)
    t.ok(Object.values(texts[language]).every(text => text.trim() !== ''), language)
  }
  t.end()
})

test('chooseLanguage() takes the language of the address first', t => {
  t.equal(chooseLanguage('en', 'nn'), 'en')
  t.equal(chooseLanguage('fr', 'nn'), 'nn')
  t.end()
})

test('chooseLanguage() takes the first of the browser\'s that we have', t => {
  t.equal(chooseLanguage(undefined, 'fr-FR, nn-NO;q=0.9, en;q=0.8'), 'nn')
  t.equal(chooseLanguage(undefined, 'en-GB,en'), 'en')
  t.end()
})

test('chooseLanguage() takes "no" for Bokmål, and Bokmål when nothing fits', t => {
  t.equal(chooseLanguage('no', 'en'), 'nb')
  t.equal(chooseLanguage(undefined, undefined), 'nb')
  t.equal(chooseLanguage('', 'de'), 'nb')
  t.end()
})
