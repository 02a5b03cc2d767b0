import { decodeJwt } from 'jose'
import { test } from 'tap'
import { openKeyring } from '../../src/certificates/keyring.ts'
import type { KeyEntry } from '../../src/certificates/keyring-file.ts'
import { createLanes } from '../../src/crypto/custody/lanes.ts'
import { createSenderTokens, type SenderTokens } from '../../src/main/sender-tokens.ts'
import { issueCertificate, signerOf } from '../support/issue-certificate.ts'

const sender = '313000001'
const scope = 'a:one'
const inToken = (changes: Partial<Extract<KeyEntry, { driver: 'pkcs11' }>> = {}): KeyEntry =>
  ({ sender, role: 'current', driver: 'pkcs11', library: 'token.so', slot: 1, keyLabel: 'a', chainFile: 'a', ...changes })

interface Bench {
  tokens: SenderTokens
  /** The client that each grant names. */
  names: unknown[]
  /** Rewrites the keyring, and lets the tokens of before run out. */
  rewrite: (...entries: KeyEntry[]) => void
}

/** Tokens signed for by one certificate, whose key is in a token: after its signer was closed, nothing is signed by it. */
async function aBench (): Promise<Bench> {
  const issued = await issueCertificate({ subject: [{ CN: ['A'] }, { '2.5.4.97': [`NTRNO-${sender}`] }] })
  const signer = signerOf(issued)
  const names: unknown[] = []
  const state = { entries: [inToken()], now: new Date('2026-06-01T12:00:00Z').getTime() }
  const now = (): Date => new Date(state.now)
  const keyring = await openKeyring({
    readEntries: async () => state.entries,
    openEntry: async () => {
      const { run, close } = createLanes(1, async () => signer, async () => {}, signer)
      return { signer: { chain: signer.chain, sign: data => run(session => session.sign(data), () => false) }, close }
    },
    activated: async () => new Map(),
    isRevoked: async () => 'good',
    now,
    onTrouble: error => { throw error }
  })
  const tokens = createSenderTokens({
    keyring, now, newId: () => 'id', clientId: 'shared',
    endpoints: { tokenUrl: 'https://maskinporten.example/token', issuer: 'https://maskinporten.example/' },
    fetch: async (_url, init) => {
      names.push(decodeJwt(init?.body instanceof URLSearchParams ? init.body.get('assertion') ?? '' : '').iss)
      return Response.json({ access_token: `token-${names.length}`, token_type: 'Bearer', expires_in: 120 })
    }
  })
  return { tokens, names, rewrite: (...entries) => { state.entries = entries; state.now += 120_000 } }
}

test('createSenderTokens() goes on when a key that is in use changes its role in the file', async t => {
  const { tokens, rewrite } = await aBench()
  t.equal(await (await tokens(sender)).token({ scope }), 'token-1')
  rewrite(inToken({ role: 'next' }), inToken({ keyLabel: 'b' }))
  t.equal(await (await tokens(sender)).token({ scope }), 'token-2')
})

test('createSenderTokens() does not sign with a key that was opened anew since', async t => {
  const { tokens, rewrite } = await aBench()
  t.equal(await (await tokens(sender)).token({ scope }), 'token-1')
  rewrite(inToken({ sessions: 2 }))
  t.equal(await (await tokens(sender)).token({ scope }), 'token-2')
})

test('createSenderTokens() asks under a name that changed from then on, and keeps tokens while nothing changed', async t => {
  const { tokens, names, rewrite } = await aBench()
  await (await tokens(sender)).token({ scope })
  await (await tokens(sender)).token({ scope })
  rewrite(inToken({ clientId: 'own' }))
  await (await tokens(sender)).token({ scope })
  t.strictSame(names, ['shared', 'own'])
})
