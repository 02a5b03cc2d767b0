import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { test } from 'tap'
import { readContainer } from '../../src/open/read-container.ts'
import { zipOf } from '../support/zip-of.ts'

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_OPEN_UNREADABLE', message: `Cannot read the container: ${why}` }
}

/** Replaces bytes everywhere, which keeps all lengths: for lying in headers. */
function replaced (zip: Buffer, from: string, to: string, only: 'first' | 'last'): Buffer {
  const changed = Buffer.from(zip)
  const at = only === 'first' ? changed.indexOf(from) : changed.lastIndexOf(from)
  changed.write(to, at)
  return changed
}

/** One entry's local header, data and directory record, with every lie one likes. */
function entry (name: string, content: Buffer, offset: number, claimed = content.length): { local: Buffer, central: Buffer } {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const packed = deflateRawSync(content)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(claimed, 24)
  central.writeUInt16LE(name.length, 28)
  central.writeUInt32LE(offset, 42)
  return { local: Buffer.concat([local, Buffer.from(name), packed]), central: Buffer.concat([central, Buffer.from(name)]) }
}

function handmade (entries: { local: Buffer, central: Buffer }[]): Buffer {
  const body = Buffer.concat(entries.map(({ local }) => local))
  const directory = Buffer.concat(entries.map(({ central }) => central))
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, directory, end])
}

test('readContainer() reads files in any order, stored or compressed', async t => {
  const files: [string, Buffer][] = [['META-INF/signatures.xml', Buffer.from('s')], ['b æ.txt', randomBytes(1000)], ['a.txt', Buffer.alloc(1000)]]
  for (const compress of [true, false]) {
    const read = await readContainer(await zipOf(files, { compress }))
    t.same([...read], files)
  }
})

test('readContainer() refuses what is no ZIP, or not all of one', async t => {
  const zip = await zipOf([['a.txt', randomBytes(1000)]])
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), zip.subarray(0, -1), zip.subarray(0, 500), zip.subarray(10)]) {
    await t.rejects(readContainer(bytes), because('it is not a whole ZIP'))
  }
})

test('readContainer() refuses two files of one name', async t => {
  const zip = await zipOf([['a.txt', Buffer.from('1')], ['a.txt', Buffer.from('2')]])
  await t.rejects(readContainer(zip), because('two files have one name'))
})

test('readContainer() refuses names that are paths or tricks', async t => {
  for (const name of ['dir/a.txt', 'a\u0000.txt', 'a\u001b[2J.txt', 'a\u0085.txt', '\ufeffa.txt', 'META-INF/x/y.xml', `${'a'.repeat(252)}.txt`]) {
    await t.rejects(readContainer(await zipOf([[name, Buffer.from('x')]])), { code: 'ERR_OPEN_UNREADABLE' }, name)
  }
  for (const name of ['../ab.txt', '/abcd.txt', 'c:/ab.txt', 'ab\\cd.txt']) {
    const zip = await zipOf([['_________', Buffer.from('x')]])
    await t.rejects(readContainer(replaced(replaced(zip, '_________', name, 'first'), '_________', name, 'last')), { code: 'ERR_OPEN_UNREADABLE' }, name)
  }
})

test('readContainer() reads names with invisible marks, which ordinary names have, as they stand', async t => {
  const names = ['sam\u00adarbeid.pdf', 'می\u200cخواهم.pdf', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}.png', 'a\ufeff.txt', 'a\u202etxt.exe', '\u{e0041}.txt']
  const files = names.map((name): [string, Buffer] => [name, Buffer.from(name)])
  t.same([...await readContainer(await zipOf(files))], files)
})

test('readContainer() refuses a file that has another name on the way than in the directory', async t => {
  const zip = replaced(await zipOf([['one.txt', Buffer.from('x')]]), 'one.txt', 'two.txt', 'first')
  await t.rejects(readContainer(zip), because('a file has two names'))
})

test('readContainer() refuses files that share bytes', async t => {
  const first = entry('a.txt', randomBytes(100), 0)
  const second = entry('b.txt', randomBytes(100), first.local.length)
  t.equal((await readContainer(handmade([first, second]))).size, 2)
  first.central.writeUInt32LE(first.local.length - 35 + second.local.length, 20)
  await t.rejects(readContainer(handmade([first, second])), because('two files share bytes'))
})

test('readContainer() refuses bombs before it opens them', async t => {
  const started = process.memoryUsage().rss
  const bombs = [
    await zipOf([['bomb.txt', Buffer.alloc(20_000_000)]]),
    handmade([entry('bomb.txt', Buffer.alloc(10), 0, 4_000_000_000)]),
    await zipOf(Array.from({ length: 411 }, (_, index): [string, Buffer] => [`${index}.txt`, Buffer.from('x')]))
  ]
  await t.rejects(readContainer(bombs[0] ?? Buffer.alloc(0)), because('a file is compressed too far'))
  await t.rejects(readContainer(bombs[1] ?? Buffer.alloc(0)), because('a file is compressed too far'))
  await t.rejects(readContainer(bombs[2] ?? Buffer.alloc(0)), because('it holds more than 410 files'))
  t.ok(process.memoryUsage().rss - started < 120_000_000)
})

test('readContainer() refuses files that are too large together', async t => {
  const half = Buffer.concat(Array<Buffer>(51).fill(randomBytes(1_000_000)))
  const zip = await zipOf([['a.bin', half], ['b.bin', half]], { compress: false })
  await t.rejects(readContainer(zip), because('its files are larger than 100000000 bytes together'))
})

test('readContainer() refuses a file that is longer than it says', async t => {
  await t.rejects(readContainer(handmade([entry('a.txt', Buffer.alloc(1000), 0, 10)])), because('it is not a whole ZIP'))
})

test('readContainer() refuses a file that the ZIP itself encrypts', async t => {
  const { local, central } = entry('a.txt', Buffer.alloc(10), 0)
  central.writeUInt16LE(1, 8)
  await t.rejects(readContainer(handmade([{ local, central }])), because('a file is encrypted by the ZIP itself'))
})
