import fc from 'fast-check'
import { test } from 'tap'
import { derObjectIdentifier, derWrite } from '../../src/crypto/der.ts'
import { derAt, derBits, derChildren, derExpect, derOid, derTags, derTime, derValue } from '../../src/crypto/read-der.ts'

const malformed = { code: 'ERR_CRYPTO_MALFORMED' }

test('derValue() reads back what derWrite() wrote, whatever its length', async () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 70_000 }), content => {
    const { content: read } = derValue(derWrite(derTags.octetString, content), derTags.octetString)
    return read.equals(content)
  }), { numRuns: 50 })
})

test('derValue() refuses what is not exactly one value of the tag', async t => {
  for (const hex of ['', '30', '3080', '300000', '0400', '3001', '308100', '30820001ff', '3085000000000100', '308403000000', '1f8100']) {
    t.throws(() => derValue(Buffer.from(hex, 'hex'), derTags.sequence), malformed, hex)
  }
})

test('derChildren() gives the values of one level, and stops at a damaged one', async t => {
  const list = derWrite(derTags.sequence, derWrite(2, Buffer.of(1)), derWrite(derTags.sequence, derWrite(2, Buffer.of(2))))
  t.strictSame([...derChildren(derAt(list, 0).content)].map(({ tag }) => tag), [2, 0x30])
  t.throws(() => [...derChildren(Buffer.from('0201010205', 'hex'))], malformed)
})

test('derChildren() never reads beyond its input, and ends, for any bytes', async () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
    try {
      for (const { whole } of derChildren(Buffer.from(bytes))) if (whole.length < 2) return false
      return true
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'ERR_CRYPTO_MALFORMED'
    }
  }), { numRuns: 2000 })
})

test('derOid() reads what derObjectIdentifier() wrote', async t => {
  for (const oid of ['2.5.29.20', '1.2.840.113549.1.1.11', '1.3.6.1.5.5.7.48.1', '2.16.578.1.29.913.1.1.0', '0.9.2342']) {
    t.equal(derOid(derAt(derObjectIdentifier(oid), 0)), oid)
  }
  t.throws(() => derOid(derAt(Buffer.from('060188', 'hex'), 0)), malformed)
  t.throws(() => derOid(derAt(Buffer.from('0600', 'hex'), 0)), malformed)
  t.throws(() => derOid(derAt(Buffer.concat([Buffer.of(6, 12), Buffer.alloc(12, 0xff)]), 0)), malformed)
})

test('derTime() reads both forms', async t => {
  const time = (tag: number, text: string): Date => derTime(derAt(derWrite(tag, Buffer.from(text)), 0))
  t.strictSame(time(derTags.utcTime, '261121101112Z'), new Date('2026-11-21T10:11:12Z'))
  t.strictSame(time(derTags.utcTime, '500101000000Z'), new Date('1950-01-01T00:00:00Z'))
  t.strictSame(time(derTags.generalizedTime, '20501231235959Z'), new Date('2050-12-31T23:59:59Z'))
  for (const [tag, text] of [[derTags.utcTime, '2611211011Z'], [derTags.utcTime, '261121101112+0100'], [derTags.generalizedTime, '20261399000000Z'], [4, '261121101112Z']] as const) {
    t.throws(() => time(tag, text), malformed, text)
  }
})

test('derBits() and derExpect() take nothing else', async t => {
  t.strictSame(derBits(derAt(Buffer.from('03020007', 'hex'), 0)), Buffer.of(7))
  t.throws(() => derBits(derAt(Buffer.from('03020307', 'hex'), 0)), malformed)
  t.throws(() => derExpect(undefined, derTags.sequence), malformed)
})
