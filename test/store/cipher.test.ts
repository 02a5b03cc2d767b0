import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { createCipher } from '../../src/store/cipher.ts'
import { aCipher } from '../support/database.ts'

const plain = Buffer.from('a letter')

test('createCipher() takes master keys of 32 bytes only', async t => {
  t.throws(() => createCipher(randomBytes(31), randomBytes), RangeError)
})

test('seal() then open() gives the bytes back', async t => {
  const { system } = aCipher()
  for (const bytes of [Buffer.alloc(0), plain, randomBytes(70_000)]) t.ok(bytes.equals(system.open(system.seal(bytes, 'here'), 'here')))
})

test('seal() uses a fresh nonce each time', async t => {
  const { system } = aCipher()
  const nonces = Array.from({ length: 50 }, () => Buffer.from(system.seal(plain, 'here').subarray(0, 12)).toString('hex'))
  t.equal(new Set(nonces).size, 50)
})

test('seal() adds a nonce and a tag, nothing else', async t => {
  t.equal(aCipher().system.seal(plain, 'here').length, 12 + plain.length + 16)
})

test('open() refuses another place', async t => {
  const { system } = aCipher()
  t.throws(() => system.open(system.seal(plain, 'here'), 'there'), { code: 'ERR_STORE_KEY' })
})

test('open() refuses another installation\'s key', async t => {
  t.throws(() => aCipher().system.open(aCipher().system.seal(plain, 'here'), 'here'), { code: 'ERR_STORE_KEY' })
})

test('open() refuses a change in any byte', async t => {
  const { system } = aCipher()
  const sealed = system.seal(plain, 'here')
  for (const index of sealed.keys()) {
    const changed = Uint8Array.from(sealed, (byte, at) => at === index ? byte ^ 1 : byte)
    t.throws(() => system.open(changed, 'here'), { code: 'ERR_STORE_KEY' })
  }
})

test('open() refuses what is cut short, down to nothing', async t => {
  const { system } = aCipher()
  const sealed = system.seal(plain, 'here')
  for (const length of sealed.keys()) t.throws(() => system.open(sealed.subarray(0, length), 'here'), { code: 'ERR_STORE_KEY' })
})

test('dataKey() opens a letter\'s key for that letter only', async t => {
  const cipher = aCipher()
  const { wrapped, vault } = cipher.newDataKey('letter 1')
  t.strictSame(cipher.dataKey(wrapped, 'letter 1').open(vault.seal(plain, 'here'), 'here'), plain)
  t.throws(() => cipher.dataKey(wrapped, 'letter 2'), { code: 'ERR_STORE_KEY' })
})

test('newDataKey() gives every letter a key of its own', async t => {
  const cipher = aCipher()
  const [first, second] = [cipher.newDataKey('letter'), cipher.newDataKey('letter')]
  t.throws(() => second.vault.open(first.vault.seal(plain, 'here'), 'here'), { code: 'ERR_STORE_KEY' })
})

test('blindIndex() is the same for the same value after a restart', async t => {
  const key = randomBytes(32)
  const [before, after] = [createCipher(key, randomBytes), createCipher(key, randomBytes)]
  t.strictSame(before.blindIndex('person', '20914695016'), after.blindIndex('person', '20914695016'))
})

test('blindIndex() keeps values, purposes and installations apart', async t => {
  const cipher = aCipher()
  const indexes = [cipher.blindIndex('person', 'a'), cipher.blindIndex('person', 'b'), cipher.blindIndex('field', 'a'), aCipher().blindIndex('person', 'a')]
  t.equal(new Set(indexes.map(index => Buffer.from(index).toString('hex'))).size, 4)
})
