// Files made to be expensive (threats.md, rows 2 and 14). Each is opened in one process of its own, and each costs little time and memory.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { test, type Test } from 'tap'
import { readContainer } from '../../src/open/read-container.ts'
import { readCost, type Cost } from '../support/measure-open.ts'
import { folderOf } from '../support/run-tool.ts'
import { sealedContainer } from '../support/sealed-letter.ts'
import { signedClassic } from '../support/signed-classic.ts'
import { testParty } from '../support/test-certificates.ts'
import { zipOf } from '../support/zip-of.ts'

const many = (count: number, one: (index: number) => string): string => Array.from({ length: count }, (_, index) => one(index)).join('')
const honest = await readContainer(await sealedContainer([{ bytes: Buffer.from('%PDF-1.7') }]))
const receipt = await signedClassic(await testParty('digipost'))

/** Documents that are cheap to write and dear to read, by a part that stands before the root and one inside it. */
const expensive: Readonly<Record<string, readonly [string, string]>> = {
  'entities in entities': [`<!DOCTYPE a [<!ENTITY e0 "ha">${many(20, index => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`)}]>`, '&e20;'],
  'one long entity often': [`<!DOCTYPE a [<!ENTITY e "${'x'.repeat(50_000)}">]>`, '&e;'.repeat(50_000)],
  'parameter entities': [`<!DOCTYPE a [${many(5000, index => `<!ENTITY % p${index} "x">`)}]>`, ''],
  'external entity': ['<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '&e;'],
  'undeclared entity': ['', '&e;'.repeat(100_000)],
  'numeric references': ['', '&#65;'.repeat(200_000)],
  'hexadecimal references': ['', '&#x0000000000000000000000041;'.repeat(30_000)],
  'references in a value': ['', `<b c="${'&#65;'.repeat(190_000)}"/>`],
  'depth': ['', `${'<b>'.repeat(100_000)}${'</b>'.repeat(100_000)}`],
  'depth below the limit': ['', `${'<b>'.repeat(240)}${'</b>'.repeat(240)}`],
  'elements': ['', '<b/>'.repeat(200_000)],
  'elements below the limit': ['', '<b/>'.repeat(9900)],
  'attributes': ['', `<b ${many(60_000, index => `a${index}="" `)}/>`],
  'namespaces': ['', `<b ${many(20_000, index => `xmlns:n${index}="urn:x" `)}/>`],
  'namespaces on the way down': ['', `${many(200, level => `<b ${many(100, index => `xmlns:n${index}="urn:${level}" `)}>`)}${'</b>'.repeat(200)}`],
  'one long name': ['', `<${'b'.repeat(500_000)}/>`],
  'one long text': ['', 'x'.repeat(5_000_000)],
  'comments': ['', '<!---->'.repeat(100_000)],
  'CDATA': ['', '<![CDATA[x]]>'.repeat(70_000)]
}

/** Opens files in a process of their own, an honest one first, so that what everybody pays once is paid. */
async function costsOf (t: Test, files: readonly (readonly [string, string | Uint8Array])[]): Promise<Cost[]> {
  const folder = await folderOf(t, [['honest.asice', await zipOf(honest)], ['honest.xml', receipt], ...files])
  const script = fileURLToPath(new URL('../support/measure-open.ts', import.meta.url))
  const names = ['honest.asice', 'honest.xml', 'honest.asice', 'honest.xml', ...files.map(([name]) => name)]
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input: JSON.stringify(names.map(name => join(folder, name))), encoding: 'utf8', timeout: 120_000 })
  const costs = stdout.trim().split('\n').map(readCost)
  t.equal(costs.length, names.length, stderr)
  t.same(costs.slice(0, 4).map(({ verdict }) => verdict), Array(4).fill('proved'))
  return costs.slice(4)
}

function judge (t: Test, costs: readonly Cost[], limits: { milliseconds: number, megabytes: number }): void {
  const worst = (of: 'milliseconds' | 'megabytes'): number => Math.round(Math.max(...costs.map(cost => cost[of])))
  t.comment(`${costs.length} files, at most ${worst('milliseconds')} ms and ${worst('megabytes')} MB each`)
  t.same(costs.filter(({ verdict }) => verdict !== 'not-proved'), [])
  t.same(costs.filter(({ milliseconds }) => milliseconds > limits.milliseconds), [])
  t.same(costs.filter(({ megabytes }) => megabytes > limits.megabytes), [])
}

test('openFile() refuses expensive XML as archived document, signature and manifest, in little time and memory', async t => {
  const files = await Promise.all(Object.entries(expensive).flatMap(([name, [before, inside]]) => [
    // Inside a document that is honest up to there, with a certificate that everyone may copy: as far in as a stranger gets.
    [`${name}, archived.xml`, before + receipt.replace('</kvittering>', () => `${inside}</kvittering>`)] as const,
    [`${name}, in the signature.xml`, before + receipt.replace('<SignedInfo>', () => `<SignedInfo>${inside}`)] as const,
    [`${name}, signatures.asice`, containerWith('META-INF/signatures.xml', before, inside)] as const,
    [`${name}, manifest.asice`, containerWith('manifest.xml', before, inside)] as const
  ]).map(async ([name, content]) => [name, await content] as const))
  judge(t, await costsOf(t, files), { milliseconds: 150, megabytes: 40 })
})

async function containerWith (file: string, before: string, inside: string): Promise<Buffer> {
  const xml = Buffer.from(honest.get(file) ?? []).toString().replace(/^<\?xml[^>]*\?>/, '')
  const root = /^<(\w+)/.exec(xml)?.[1] ?? ''
  return await zipOf([...honest, [file, Buffer.from(before + xml.replace(`</${root}>`, () => `${inside}</${root}>`))]], { compress: false })
}

test('openFile() refuses armor and white space without end in little time and memory', async t => {
  const begin = '-----BEGIN CMS-----'
  const much = 1_000_000
  judge(t, await costsOf(t, [
    ['line ends.pem', begin + '\n'.repeat(much)],
    ['line ends, then another end.pem', `${begin}${'\r\n'.repeat(much)}-----END CERTIFICATE-----`],
    ['line ends in a body.pem', `${begin}\nMIIB${'\n'.repeat(much)}MIIB${' '.repeat(much)}!`],
    ['white space after the end.pem', `${begin}\nMIIB\n-----END CMS-----${' \t'.repeat(much)}!`],
    ['beginnings.pem', `${begin}\n`.repeat(50_000)],
    ['white space after a message.jwt', `a.b.c${' '.repeat(much)}!`],
    ['points.jwt', 'a.'.repeat(much)]
  ]), { milliseconds: 150, megabytes: 40 })
})

/** A ZIP of one entry that claims what it likes. */
function lyingZip (packed: Buffer, claimed: number, copies = 1): Buffer {
  const name = Buffer.from('bomb.txt')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const body = Buffer.concat([local, name, packed])
  const records = Array.from({ length: copies }, (_, index) => {
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(claimed, 24)
    central.writeUInt16LE(name.length, 28)
    return Buffer.concat([central, Buffer.from(copies === 1 ? name : `b${String(index).padStart(3, '0')}.txt`)])
  })
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(copies, 8)
  end.writeUInt16LE(copies, 10)
  end.writeUInt32LE(records.reduce((sum, { length }) => sum + length, 0), 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, ...records, end])
}

test('openFile() refuses ZIP bombs in little time and memory', async t => {
  const zeros = (bytes: number): Buffer => deflateRawSync(Buffer.alloc(bytes), { level: 9 })
  const large = zeros(60_000_000)
  const inner = await zipOf([['bomb.txt', Buffer.alloc(20_000_000)]])
  const bombs: [string, Uint8Array][] = [
    ...[1, 10, 999_999, 1_000_000, 2_000_000, 50_000_000, 0xfffffffe].map((claimed): [string, Uint8Array] => [`claims ${claimed}.zip`, lyingZip(large, claimed)]),
    ...[2, 100, 410, 411].map((copies): [string, Uint8Array] => [`${copies} entries over one.zip`, lyingZip(zeros(999_000), 999_000, copies)]),
    ['many small ones.zip', await zipOf(Array.from({ length: 400 }, (_, index): [string, Buffer] => [`${index}.txt`, Buffer.alloc(999_000)]))],
    ['many files.zip', await zipOf(Array.from({ length: 5000 }, (_, index): [string, Buffer] => [`${index}.txt`, Buffer.alloc(1)]))],
    ['one large.zip', await zipOf([['bomb.txt', Buffer.alloc(30_000_000)]])],
    ['nested.zip', await zipOf([...honest, ['inner.zip', inner]])],
    ['large manifest.zip', await zipOf([...honest, ['manifest.xml', Buffer.alloc(900_000, ' ')]])],
    ['large signature.zip', await zipOf([...honest, ['META-INF/signatures.xml', Buffer.alloc(900_000, '<a>')]])],
    ['long comment.zip', Buffer.concat([await zipOf(honest), Buffer.alloc(65_536)])],
    ['cut.zip', (await zipOf(honest)).subarray(0, 500)], ['head only.zip', Buffer.from('PK\x03\x04')]
  ]
  t.equal(bombs.length, 20)
  judge(t, await costsOf(t, bombs), { milliseconds: 1000, megabytes: 50 })
})
