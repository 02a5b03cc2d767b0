// Archived documents, spoiled in every way we know. Not one may be accepted, and every refusal sounds the same.
import { test, type Test } from 'tap'
import { openFile } from '../../src/open/open-file.ts'
import type { OpenOptions } from '../../src/open/open-container.ts'
import { eachNth } from '../support/long-run.ts'
import { publishedClassic } from '../support/published-classic.ts'
import { classicElement, classicLetter, inEnvelope, occurredAt, signedClassic } from '../support/signed-classic.ts'
import { changedContent, changedSignatureValue, doubledIds, elementsOutside, movedElements, remarks, swappedCertificate, type Spoiled } from '../support/tampering.ts'
import { testParty } from '../support/test-certificates.ts'
import { spansOf } from '../support/xml-spans.ts'

const refusal = { code: 'ERR_OPEN_NOT_PROVED', message: 'Cannot use the file: no signature we trust proves its content and origin' }
const [digipost, eboks, print, sender] = await Promise.all([testParty('digipost'), testParty('eboks'), testParty('print'), testParty('sender')])
const ours: OpenOptions = { trust: digipost.trust, at: new Date() }
const others = [eboks, print].map(({ certificate }) => certificate.raw.toString('base64'))

/** A part of some 3 900 cases is taken in a normal run. */
const every = 6

interface Honest { name: string, xml: string, options: OpenOptions }

async function honestOnes (t: Test): Promise<Honest[]> {
  const names = ['digitalPost-difi-2017', 'digitalPost-difi-sample1', 'feil-posten-java', 'kvittering-aapning-posten', 'kvittering-difi-sample4',
    'kvittering-levering-eboks-2017', 'kvittering-levering-posten-java', 'kvittering-levering-posten', 'kvittering-mottak-posten']
  const theirs = await publishedClassic(t, 'verified-vectors/sbd', names.map(name => `${name}.xml`))
  const soap = await publishedClassic(t, 'verified-vectors/soap', ['pulled-receipt-levering-eboks.xml'])
  const failure = [occurredAt, classicElement('feiltype', 'SERVER')]
  const letter = { sender: '313000001', receiver: '984661185', type: 'digitalPost', body: classicLetter('Zg==') }
  return [
    ...[...theirs, ...soap].map(({ name, xml, trust, at }) => ({ name, xml, options: { trust, at } })),
    { name: 'our receipt', xml: await signedClassic(digipost), options: ours },
    { name: 'our receipt in an envelope', xml: inEnvelope(await signedClassic(digipost)), options: ours },
    { name: 'our failure', xml: await signedClassic(digipost, { type: 'feil', body: failure }), options: ours },
    { name: 'our letter', xml: await signedClassic(sender, letter), options: ours }
  ]
}

/** Whether a document is accepted, refused as it must be, or refused in other words. */
async function verdictOn (xml: string, options: OpenOptions): Promise<string> {
  const { report } = await openFile(Buffer.from(xml), { ...options, keys: [], readReceipt: () => Promise.reject(new TypeError('no receipt')) })
  if (report.verdict === 'proved') return 'accepted'
  return report.error?.code === refusal.code && report.error.message === refusal.message ? 'refused' : 'other words'
}

/** All that is signed: the document without its signature, and SignedInfo. Of an envelope only the document counts. */
function* spoiledCopies (xml: string): Generator<Spoiled> {
  const document = spansOf(xml).find(({ name }) => name.endsWith('StandardBusinessDocument'))
  const signature = spansOf(xml).find(({ name, start }) => /^(?:\w+:)?Signature$/.test(name) && start > (document?.start ?? 0))
  if (document === undefined || signature === undefined) throw new Error('no document or no signature')
  const inside = elementsOutside(xml, /Signature$/).filter(({ start, end }) => start >= document.start && end <= document.end)
  const info = spansOf(xml).filter(({ start, end }) => start >= signature.start && end <= signature.end)
    .filter(({ start }) => start < xml.indexOf('SignatureValue', signature.start))
  const signed = [...inside, ...info.filter(({ name }) => !name.endsWith('Signature'))]
  const body = inside.at(-2)?.name ?? ''
  yield* changedContent(xml, signed)
  yield* changedSignatureValue(xml.slice(signature.start)).map(({ what, xml: part }) => ({ what, xml: xml.slice(0, signature.start) + part }))
  yield* swappedCertificate(xml.slice(signature.start), others).map(({ what, xml: part }) => ({ what, xml: xml.slice(0, signature.start) + part }))
  yield* movedElements(xml, signed.filter(({ start }) => start !== document.start), [`</${body}>`, `</${document.name}>`, `</${signature.name.replace('Signature', 'KeyInfo')}>`])
  yield* movedElements(xml, [signature], [`</${body}>`, `</${document.name}>`])
  yield* doubledIds(xml, [signature, ...signed.slice(0, 5)])
  yield* remarks(xml, spansOf(xml).filter(({ start }) => start >= document.start))
}

test('openFile() refuses every spoiled copy of an archived document, all in the same words', async t => {
  const counts = new Map<string, number>()
  const wrong: string[] = []
  const honest = await honestOnes(t)
  for (const { name, xml, options } of honest) {
    t.equal(await verdictOn(xml, options), 'accepted', `${name}, unspoiled`)
    for (const { what, xml: spoiled } of eachNth(spoiledCopies(xml), every, name.length)) {
      if (spoiled === xml) continue
      const verdict = await verdictOn(spoiled, options)
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
      if (verdict !== 'refused') wrong.push(`${name}: ${what}: ${verdict}`)
    }
  }
  t.comment(`${counts.get('refused') ?? 0} spoiled archived documents refused, ${counts.get('accepted') ?? 0} accepted, ${counts.get('other words') ?? 0} in other words`)
  t.same(wrong, [])
  t.ok((counts.get('refused') ?? 0) >= 20 * honest.length, 'enough of each document')
})

test('openFile() refuses an archived document with any flipped byte, or tells the very same', async t => {
  const told = async (bytes: Uint8Array, options: OpenOptions): Promise<string> => {
    const { report } = await openFile(bytes, { ...options, keys: [], readReceipt: () => Promise.reject(new TypeError('no receipt')) })
    return report.verdict === 'proved' ? JSON.stringify({ ...report, file: undefined }) : 'refused'
  }
  const seen = { refused: 0, same: 0, other: 0 }
  for (const { xml, options } of await honestOnes(t)) {
    const honest = Buffer.from(xml)
    const expected = await told(honest, options)
    for (const at of eachNth(honest.keys(), 97)) {
      const changed = Buffer.from(honest)
      changed[at] = (changed[at] ?? 0) ^ 1 << at % 8
      const found = await told(changed, options)
      seen[found === 'refused' ? 'refused' : found === expected ? 'same' : 'other']++
    }
  }
  t.comment(`${seen.refused} flipped bytes refused, ${seen.same} told the very same, ${seen.other} told something else`)
  t.equal(seen.other, 0)
})
