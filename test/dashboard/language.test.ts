import { test } from 'tap'
import { chooseLanguage } from '../../src/dashboard/language.ts'

test('chooseLanguage() takes what the address asks for before anything else', async t => {
  t.equal(chooseLanguage('nn', 'en'), 'nn')
})

test('chooseLanguage() takes the reader\'s first wish that we have', async t => {
  t.equal(chooseLanguage(undefined, 'sv-SE, en-GB;q=0.5, nn;q=0.8'), 'nn')
  t.equal(chooseLanguage(undefined, 'no, en;q=0.9'), 'nb')
  t.equal(chooseLanguage('fr', 'en-US,en;q=0.9'), 'en')
})

test('chooseLanguage() does not take what the reader refuses', async t => {
  t.equal(chooseLanguage(undefined, 'en;q=0, nn;q=0.1'), 'nn')
})

test('chooseLanguage() falls back to Bokmål', async t => {
  for (const wish of [undefined, '', '*', 'sv', ';;q=x,']) t.equal(chooseLanguage(['nn'], wish), 'nb')
})
