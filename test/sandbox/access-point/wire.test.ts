import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { readMessage } from '../../../src/sandbox/access-point/wire.ts'
import { toPrint, sealedMessage } from '../../support/sealed-message.ts'
import { published } from '../../support/shared.ts'

const jwsOf = (payload: unknown): string => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.AAAA`

async function printPayload (change: (address: Record<string, unknown>) => void): Promise<unknown> {
  const { jws } = await sealedMessage({ accessToken: 'token', choice: await toPrint() })
  const payload = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as {
    standardBusinessDocument: { utskrift: { mottaker: Record<string, unknown> } }
  }
  change(payload.standardBusinessDocument.utskrift.mottaker)
  return payload
}

for (const [name, type, receiver] of [
  ['digital', 'digital', '922020175'], ['digital-avsenderidentifikator', 'digital', '922020175'],
  ['digital-pa-vegne-av', 'digital', '984661185'], ['utskrift', 'print', '974761076']
] as const) {
  test(`readMessage() reads the published message "${name}"`, t => {
    const file = published(t, `dpi-json/komplette/${name}-forretningsmelding.jwt`)
    if (file !== undefined) t.match(readMessage(readFileSync(file, 'utf8').trim()), { facts: { type, receiver }, accessToken: /^ey/ })
    t.end()
  })
}

test('readMessage() tells sender and the one it acts for apart', t => {
  const file = published(t, 'dpi-json/komplette/digital-pa-vegne-av-forretningsmelding.jwt')
  if (file !== undefined) t.match(readMessage(readFileSync(file, 'utf8').trim()), { facts: { sender: '810969342', onBehalfOf: '910076787' } })
  t.end()
})

test('readMessage() takes a Norwegian address', async t => {
  t.match(readMessage(jwsOf(await printPayload(() => {}))), { facts: { type: 'print' } })
})

test('readMessage() takes a foreign address with land or landkode', async t => {
  for (const country of [{ land: 'Sverige' }, { landkode: 'SE' }]) {
    const payload = await printPayload(address => { Object.assign(address, { postnummer: undefined, poststed: undefined, ...country }) })
    t.match(readMessage(jwsOf(payload)), { facts: { type: 'print' } })
  }
})

for (const [what, change] of [
  ['a Norwegian address with a country', { landkode: 'NO' }],
  ['an address without its first line', { adresselinje1: undefined }],
  ['an address without a place', { poststed: undefined }],
  ['a postal code of three digits', { postnummer: '694' }],
  ['land and landkode together', { postnummer: undefined, poststed: undefined, land: 'Sverige', landkode: 'SE' }],
  ['neither postal code nor country', { postnummer: undefined, poststed: undefined }],
  ['a line of 101 characters', { adresselinje2: 'x'.repeat(101) }]
] as const) {
  test(`readMessage() refuses ${what}`, async t => {
    t.type(readMessage(jwsOf(await printPayload(address => { Object.assign(address, change) }))), 'string')
  })
}

test('readMessage() refuses what is no message at all', t => {
  for (const jws of ['', 'a.b', 'a.b.c', jwsOf(null), jwsOf([]), jwsOf({}), jwsOf({ standardBusinessDocument: {} })]) t.type(readMessage(jws), 'string')
  t.end()
})
