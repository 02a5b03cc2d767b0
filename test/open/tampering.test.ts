// Packages and messages of today's format, spoiled in every way we know. Not one may be accepted.
import { createHash, type KeyObject } from 'node:crypto'
import { test, type Test } from 'tap'
import { openFile, type OpenFileOptions } from '../../src/open/open-file.ts'
import type { OpenOptions } from '../../src/open/open-container.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { readReceipt } from '../../src/receipt/read-receipt.ts'
import { receiptPayload, signedBy } from '../support/a-receipt.ts'
import { eachNth } from '../support/long-run.ts'
import { signedFiles } from '../support/signed-files.ts'
import { changedContent, changedSignatureValue, doubledIds, elementsOutside, movedElements, remarks, swappedCertificate } from '../support/tampering.ts'
import { testParty } from '../support/test-certificates.ts'
import { spansOf, turnedBase64 } from '../support/xml-spans.ts'
import { zipOf } from '../support/zip-of.ts'

const message = 'Cannot use the file: no signature we trust proves its content and origin'
const signaturesName = 'META-INF/signatures.xml'
const [digipost, print] = await Promise.all([testParty('digipost'), testParty('print')])
const others = [digipost, print].map(({ certificate }) => certificate.raw.toString('base64'))
type Files = ReadonlyMap<string, Uint8Array>
interface SpoiledFiles { what: string, files: Files }

async function verdictOn (file: Uint8Array, options: OpenOptions): Promise<string> {
  const { report } = await openFile(file, { ...options, keys: [], readReceipt: async raw => await readReceipt(raw, options.trust, options.at) })
  if (report.verdict === 'proved') return 'accepted'
  return report.error?.code === 'ERR_OPEN_NOT_PROVED' && report.error.message === message ? 'refused' : 'other words'
}

/** Counts verdicts and remembers the wrong ones. */
class Tally {
  readonly counts = { 'accepted': 0, 'refused': 0, 'other words': 0 }
  readonly wrong: string[] = []

  add (what: string, verdict: string, expected = /^refused$/): void {
    if (verdict === 'accepted' || verdict === 'refused' || verdict === 'other words') this.counts[verdict]++
    if (!expected.test(verdict)) this.wrong.push(`${what}: ${verdict}`)
  }

  conclude (t: Test, of: string, atLeast: number): void {
    t.comment(`${this.counts.refused} spoiled ${of} refused in the one message, ${this.counts['other words']} as unreadable, ${this.counts.accepted} accepted`)
    t.same(this.wrong, [])
    t.equal(this.counts.accepted, 0)
    t.ok(this.counts.refused >= atLeast)
  }
}

/** What happens to files, not to the signature. */
function* spoiledFiles (honest: Files): Generator<SpoiledFiles> {
  const signed = [...honest.keys()].filter(name => name !== 'mimetype' && !name.startsWith('META-INF/'))
  for (const name of signed) {
    const content = honest.get(name) ?? Buffer.alloc(0)
    for (const at of new Set([0, content.length >> 1, content.length - 1])) {
      yield { what: `a byte of ${name}`, files: new Map([...honest, [name, content.map((byte, index) => index === at ? byte ^ 1 : byte)]]) }
    }
    yield { what: `${name} removed`, files: new Map([...honest].filter(([one]) => one !== name)) }
    yield { what: `${name} renamed`, files: new Map(Array.from(honest, ([one, bytes]) => [one === name ? `x${name}` : one, bytes])) }
    yield { what: `${name} longer`, files: new Map([...honest, [name, Buffer.concat([content, Buffer.from('\n')])]]) }
    const other = signed.find(one => one !== name) ?? name
    yield { what: `${name} in place of another`, files: new Map([...honest, [other, content]]) }
  }
  for (const name of ['added.txt', 'MANIFEST.XML', 'META-INF/other-signatures.xml']) {
    yield { what: `${name} added`, files: new Map([...honest, [name, Buffer.from('added')]]) }
  }
  yield { what: 'no signatures', files: new Map([...honest].filter(([name]) => name !== signaturesName)) }
}

/** What happens to the signature. KeyInfo beside the signer's certificate is not signed: taking a hint away changes no verdict. */
function* spoiledSignatures (honest: Files): Generator<SpoiledFiles> {
  const xml = Buffer.from(honest.get(signaturesName) ?? []).toString()
  const all = spansOf(xml)
  const inner = elementsOutside(xml, /KeyInfo$/).filter(({ name }) => !/XAdESSignatures$|^(?:\w+:)?Signature$/.test(name))
  const signed = inner.filter(({ name }) => !/SignatureValue$|QualifyingProperties$|Object$/.test(name))
  const close = (name: string): string => `</${all.find(one => one.name.endsWith(name))?.name ?? name}>`
  const spoiled = [
    ...changedContent(xml, signed), ...changedSignatureValue(xml), ...swappedCertificate(xml, others),
    ...movedElements(xml, inner, [close('XAdESSignatures'), close('KeyInfo'), close('SignedInfo')]),
    ...doubledIds(xml, inner.slice(0, 12)), ...remarks(xml, all)
  ]
  for (const { what, xml: changed } of spoiled) {
    if (changed !== xml) yield { what, files: new Map([...honest, [signaturesName, Buffer.from(changed)]]) }
  }
}

test('openFile() refuses every spoiled copy of a package, all in the same words', async t => {
  const tally = new Tally()
  for (const { name, zip, options } of await signedFiles(t)) {
    const honest = await readContainer(zip)
    t.equal(await verdictOn(await zipOf(honest), options), 'accepted', `${name}, unspoiled`)
    for (const { what, files } of [...spoiledFiles(honest), ...eachNth(spoiledSignatures(honest), 3, name.length)]) {
      tally.add(`${name}: ${what}`, await verdictOn(await zipOf(files), options))
    }
  }
  tally.conclude(t, 'packages', 100)
})

/** A JWS taken apart: header and payload as what they mean. */
function* spoiledMessages (jws: string, another: string): Generator<{ what: string, jws: string, expected?: RegExp }> {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  const decoded = Buffer.from(header, 'base64url').toString()
  const encode = (text: string): string => Buffer.from(text).toString('base64url')
  const url = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const turned = (part: string, byte: number): string => url(turnedBase64(part.replaceAll('-', '+').replaceAll('_', '/'), byte))
  for (let turn = 0; turn < 25; turn++) {
    yield { what: 'payload', jws: `${header}.${turned(payload, turn * 61)}.${signature}`, expected: /refused|other words/ }
    yield { what: 'signature value', jws: `${header}.${payload}.${turned(signature, turn * 11)}` }
    // A header that is none any more, or names no algorithm, carries no signature to judge.
    yield { what: 'header', jws: `${turned(header, turn * 67)}.${payload}.${signature}`, expected: /refused|other words/ }
  }
  for (const other of others) {
    yield { what: 'certificate swapped', jws: `${encode(decoded.replace(/"x5c":\s*\["[^"]+"/, () => `"x5c":["${other}"`))}.${payload}.${signature}` }
  }
  yield { what: 'payload of another', jws: `${header}.${another.split('.')[1] ?? ''}.${signature}` }
  yield { what: 'signature of another', jws: `${header}.${payload}.${another.split('.')[2] ?? ''}` }
  yield { what: 'RS384', jws: `${encode(decoded.replace(/RS\d{3}/, 'RS384'))}.${payload}.${signature}` }
  for (const algorithm of ['none', 'HS256', 'PS256', 'ES256']) {
    yield { what: algorithm, jws: `${encode(decoded.replace(/RS\d{3}/, algorithm))}.${payload}.${signature}`, expected: /other words/ }
  }
  yield { what: 'certificate left out', jws: `${encode(decoded.replace(/"x5c":\s*\[[^\]]+\],?/, ''))}.${payload}.${signature}`, expected: /other words/ }
}

test('openFile() refuses every spoiled copy of a message or receipt', async t => {
  const tally = new Tally()
  const files = await signedFiles(t)
  const receipts = (['RS256', 'RS512'] as const).map(algorithm => ({
    name: `receipt ${algorithm}`, jwt: signedBy(digipost, receiptPayload(), algorithm), options: { trust: digipost.trust, at: new Date() }
  }))
  for (const { name, jwt, options } of [...files, ...receipts]) {
    t.equal(await verdictOn(Buffer.from(jwt), options), 'accepted', `${name}, unspoiled`)
    const another = files.find(one => one.jwt !== jwt)?.jwt ?? ''
    for (const { what, jws, expected } of spoiledMessages(jwt, another)) {
      if (jws !== jwt) tally.add(`${name}: ${what}`, await verdictOn(Buffer.from(jws), options), expected)
    }
  }
  for (const sender of ['922020175', '313000001']) {
    const { trust } = digipost
    tally.add(`receipt in the name of ${sender}`, await verdictOn(Buffer.from(signedBy(digipost, receiptPayload({ sender }), 'RS256')), { trust, at: new Date() }))
  }
  tally.conclude(t, 'messages', 100)
})

test('openFile() refuses a package that its message does not speak of, whichever byte is changed', async t => {
  const tally = new Tally()
  for (const { name, cms, jwt, key, options } of await signedFiles(t)) {
    const verdict = async (bytes: Uint8Array): Promise<string> => {
      const readNone = (): Promise<never> => Promise.reject(new TypeError('no receipt'))
      const { report } = await openFile(bytes, { ...options, keys: [key], message: Buffer.from(jwt), readReceipt: readNone })
      if (report.verdict === 'proved') return 'accepted'
      return report.error?.message === message ? 'refused' : 'other words'
    }
    t.equal(await verdict(cms), 'accepted', `${name}, unspoiled`)
    for (const at of eachNth(cms.keys(), 131)) {
      const changed = Buffer.from(cms)
      changed[at] = (changed[at] ?? 0) ^ 1
      // The first two bytes say what kind of file it is at all.
      tally.add(`${name}: byte ${at}`, await verdict(changed), at < 2 ? /refused|other words/ : /^refused$/)
    }
  }
  tally.conclude(t, 'packages beside their message', 50)
})

test('openFile() refuses any flipped byte, or tells the very same', async t => {
  const digest = (opened: Awaited<ReturnType<typeof openFile>>): string => createHash('sha256')
    .update(JSON.stringify({ ...opened.report, file: undefined })).update(Buffer.concat(opened.documents.map(({ content }) => content))).digest('hex')
  const seen = { refused: 0, same: 0, other: 0 }
  const options = (one: OpenOptions, key: KeyObject): OpenFileOptions =>
    ({ ...one, keys: [key], readReceipt: raw => readReceipt(raw, one.trust, one.at) })
  for (const { cms, zip, jwt, key, options: judged } of await signedFiles(t)) {
    for (const honest of [Buffer.from(cms), Buffer.from(zip), Buffer.from(jwt)]) {
      const expected = digest(await openFile(honest, options(judged, key)))
      for (const at of eachNth(honest.keys(), 127)) {
        const changed = Buffer.from(honest)
        changed[at] = (changed[at] ?? 0) ^ 1 << at % 8
        const opened = await openFile(changed, options(judged, key))
        seen[opened.report.verdict === 'not-proved' ? 'refused' : digest(opened) === expected ? 'same' : 'other']++
      }
    }
  }
  t.comment(`${seen.refused} flipped bytes refused, ${seen.same} told the very same, ${seen.other} told something else`)
  t.equal(seen.other, 0)
})
