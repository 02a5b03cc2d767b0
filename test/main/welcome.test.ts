import { test } from 'tap'
import { readSettings } from '../../src/config.ts'
import { checkDocument } from '../../src/intake/check-document.ts'
import { readDraft } from '../../src/intake/read-draft.ts'
import { welcome } from '../../src/main/welcome.ts'
import { returnAddress } from '../support/letter-input.ts'

const url = 'http://127.0.0.1:8080'

test('welcome() tells where everything is', async t => {
  const text = welcome(readSettings({}), url, 'http://127.0.0.1:8090')
  for (const part of [`${url}/v1/letters`, `${url}/docs`, `${url}/desk`, 'http://127.0.0.1:8090/mailbox', 'PGlite in ./data']) t.ok(text.includes(part), part)
})

test('welcome() shows a call that sends a letter that is right in every field', async t => {
  const text = welcome(readSettings({}), url, 'http://127.0.0.1:8090')
  const input: unknown = JSON.parse(/-d '(.+)'/.exec(text)?.[1] ?? '')
  const read = readDraft(input, new Date(), { defaults: { returnAddress } })
  const [document] = read.ok ? read.draft.documents : []
  const content = Buffer.from(document?.content ?? '', 'base64')
  t.ok(read.ok)
  t.strictSame(document && checkDocument(document, { bytes: content.length, sha256: '', head: content, tail: content }), [])
})

test('welcome() shows no key but the sandbox\'s, and no connection string', async t => {
  const settings = readSettings({ POSTBUD_API_KEY: 'hemmelig-nokkel', DATABASE_URL: 'postgres://bruker:passord@db/postbud' })
  t.notMatch(welcome(settings, url, 'http://127.0.0.1:8090'), /hemmelig|passord/)
})

test('welcome() shows no sandbox and no call where there is none', async t => {
  t.notMatch(welcome(readSettings({}), url, undefined), /mailbox|curl/)
})
