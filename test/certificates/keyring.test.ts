import { test } from 'tap'
import { openKeyring, type Keyring, type KeyringPorts } from '../../src/certificates/keyring.ts'
import type { KeyEntry } from '../../src/certificates/keyring-file.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { issueCertificate, signerOf } from '../support/issue-certificate.ts'

const sender = '313000001'
const entry = (name: string, role: 'current' | 'next' = 'current'): KeyEntry => ({ sender, role, driver: 'pem', keyFile: name, chainFile: name })

/** A keyring over entries that a test may change, with a clock that a test moves. */
async function aKeyring (entries: KeyEntry[], changes: Partial<KeyringPorts> = {}): Promise<{ keyring: Keyring, world: World }> {
  const world: World = { entries, now: new Date('2026-06-01'), activated: new Map(), opened: [], closed: [], troubles: [] }
  const keyring = await openKeyring({
    readEntries: async () => world.entries,
    openEntry: async opening => {
      const chainFile = 'chainFile' in opening ? opening.chainFile : ''
      world.opened.push(chainFile)
      const issued = await issueCertificate({ subject: [{ CN: [chainFile] }, { '2.5.4.97': [`NTRNO-${sender}`] }] })
      return { signer: signerOf(issued), close: async () => { world.closed.push(chainFile) } }
    },
    activated: async () => world.activated,
    isRevoked: async () => 'good',
    now: () => world.now,
    onTrouble: error => { world.troubles.push(error) },
    ...changes
  })
  return { keyring, world }
}

interface World { entries: KeyEntry[], now: Date, activated: Map<string, string>, opened: string[], closed: string[], troubles: unknown[] }

const later = (world: World): void => { world.now = new Date(world.now.getTime() + 1_000) }

test('signingKey() gives the current one of the file until another was activated', async t => {
  const { keyring, world } = await aKeyring([entry('a'), entry('b', 'next')])
  const [a, b] = await keyring.all()
  t.equal((await keyring.signingKey(sender)).fingerprint, a?.fingerprint)
  world.activated.set(sender, b?.fingerprint ?? '')
  later(world)
  t.equal((await keyring.signingKey(sender)).fingerprint, b?.fingerprint)
  t.strictSame((await keyring.all()).map(({ role }) => role), ['current', 'next'])
})

test('signingKey() falls back to the file when what was activated is no longer there', async t => {
  const { keyring, world } = await aKeyring([entry('a')])
  world.activated.set(sender, 'f'.repeat(64))
  t.equal((await keyring.signingKey(sender)).role, 'current')
})

test('signingKey() sees a changed file within a second, and opens only what is new', async t => {
  const { keyring, world } = await aKeyring([entry('a')])
  world.entries = [entry('a', 'current'), entry('b', 'next')]
  later(world)
  t.equal((await keyring.all()).length, 2)
  world.entries = [entry('b', 'current')]
  later(world)
  await keyring.all()
  t.strictSame([world.opened, world.closed], [['a', 'b'], ['a']])
})

test('signingKey() follows role, name and return address in the file, and closes no key for them', async t => {
  const { keyring, world } = await aKeyring([entry('a'), entry('b', 'next')])
  const before = await keyring.signingKey(sender)
  const returnAddress = 'Seed;Postboks 1;0001;Oslo'
  world.entries = [{ ...entry('b'), clientId: 'own', returnAddress }, entry('a', 'next')]
  later(world)
  const after = await keyring.signingKey(sender)
  t.not(after.fingerprint, before.fingerprint)
  t.strictSame([after.clientId, keyring.returnAddressOf(sender)], ['own', returnAddress])
  t.strictSame([world.opened, world.closed], [['a', 'b'], []])
})

test('signingKey() opens a key once for two entries that say the same of it, and closes none that one still has', async t => {
  const { keyring, world } = await aKeyring([entry('a')])
  world.entries = [entry('a'), entry('a', 'next')]
  later(world)
  t.equal((await keyring.all()).length, 2)
  world.entries = [entry('a')]
  later(world)
  await keyring.all()
  t.strictSame([world.opened, world.closed], [['a'], []])
  await keyring.close()
  t.strictSame(world.closed, ['a'])
})

test('signingKey() goes on with the keys it has when a changed file cannot be used', async t => {
  const { keyring, world } = await aKeyring([entry('a')], {})
  const before = await keyring.signingKey(sender)
  Object.defineProperty(world, 'entries', { get: () => { throw new GatewayError('ERR_CONFIG_INVALID', 'broken') } })
  later(world)
  t.equal((await keyring.signingKey(sender)).fingerprint, before.fingerprint)
  t.match(world.troubles, [{ code: 'ERR_CONFIG_INVALID' }])
  later(world)
  await keyring.signingKey(sender)
  t.equal(world.troubles.length, 1, 'told once a reason')
})

test('sealingKey() gives the very key a package bears, whichever is in use, and without one that in use', async t => {
  const { keyring, world } = await aKeyring([entry('a'), entry('b', 'next')])
  const [a, b] = (await keyring.all()).map(({ fingerprint }) => fingerprint)
  world.activated.set(sender, b ?? '')
  later(world)
  t.equal((await keyring.sealingKey(sender, a)).fingerprint, a)
  t.equal((await keyring.sealingKey(sender, undefined)).fingerprint, b)
  world.entries = [entry('b')]
  later(world)
  await t.rejects(keyring.sealingKey(sender, a), { code: 'ERR_SEAL_CERTIFICATE_GONE' })
  await t.rejects(keyring.sealingKey('313000028', b), { code: 'ERR_SEAL_CERTIFICATE_GONE' })
})

test('sealingKey() gives no key that must not be signed with', async t => {
  const { keyring } = await aKeyring([entry('a')], { isRevoked: async () => 'revoked' })
  const [a] = await keyring.all()
  await t.rejects(keyring.sealingKey(sender, a?.fingerprint), { code: 'ERR_SEAL_CERTIFICATE_REVOKED' })
})

test('signingKey() knows no key of a stranger', async t => {
  const { keyring } = await aKeyring([entry('a')])
  await t.rejects(keyring.signingKey('313000028'), { code: 'ERR_SEAL_CERTIFICATE_ORGANIZATION' })
  t.strictSame(keyring.senders(), [sender])
})

test('openKeyring() names every entry that cannot be opened, and lets go of the others', async t => {
  const closed: string[] = []
  const openEntry: KeyringPorts['openEntry'] = async ({ role }) => {
    if (role === 'next') throw new GatewayError('ERR_CONFIG_INVALID', 'Cannot open the next one')
    return { signer: signerOf(await issueCertificate()), close: async () => { closed.push(role) } }
  }
  const opening = aKeyring([entry('a'), entry('b', 'next'), entry('c', 'next')], { openEntry })
  await t.rejects(opening, { code: 'ERR_CONFIG_INVALID', message: 'Cannot open the next one; Cannot open the next one' })
  t.strictSame(closed, ['current'])
})
