import { test } from 'tap'
import { deskLanguages } from '../../src/dashboard/language.ts'
import { messagesOf } from '../../src/dashboard/messages/messages-of.ts'

/** Every leaf of a table with its path: texts as they are, functions by what they say of one and of two. */
function leaves (value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (isSaying(value)) return [1, 2].map(count => [`${path}(${count})`, value(count, count)])
  if (typeof value !== 'object' || value === null) return [[path, '']]
  return Object.entries(value).flatMap(([name, member]) => leaves(member, `${path}/${name}`))
}

function isSaying (value: unknown): value is (...counts: number[]) => string {
  return typeof value === 'function'
}

test('messagesOf() gives the same keys in all languages', async t => {
  const [first, ...others] = deskLanguages.map(language => leaves(messagesOf(language)).map(([path]) => path).sort())
  for (const other of others) t.same(other, first)
})

test('messagesOf() leaves no text empty and no value unsaid', async t => {
  for (const [path, text] of deskLanguages.flatMap(language => leaves(messagesOf(language)))) {
    t.ok(text.trim() !== '' && !/undefined|NaN|\[object/.test(text), path)
  }
})

test('messagesOf() gives Nynorsk its own words', async t => {
  const text = leaves(messagesOf('nn')).map(([, words]) => words).join(' ')
  t.notMatch(text, /\b(ikke|hvor|hvorfor|fra|brevene|åpnet|mottatt|noen|uten|kommet)\b/i)
})
