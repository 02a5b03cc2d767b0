import type { Keyring } from '../certificates/keyring.ts'
import type { Signer } from '../crypto/signer.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { createTokenClient, type TokenClient, type TokenClientOptions } from '../maskinporten/token-client.ts'
import type { Endpoints } from './endpoints.ts'

/** Gives the token client of a sender, as it stands at this moment. Ask again before each token. */
export type SenderTokens = (sender: OrganizationNumber) => Promise<TokenClient>

/** What the token clients are made of. */
export interface SenderTokensPorts extends Pick<TokenClientOptions, 'fetch' | 'now' | 'newId'> {
  keyring: Pick<Keyring, 'signingKey'>
  endpoints: Pick<Endpoints, 'tokenUrl' | 'issuer'>
  /** For senders that have none of their own. */
  clientId: string
}

/**
 * A token client an open key and name at Maskinporten: a grant is signed with the sender's own, after a switch no token of the one before is
 * used again, and a key that was closed is not asked to sign.
 */
export function createSenderTokens ({ keyring, endpoints, clientId: shared, fetch, now, newId }: SenderTokensPorts): SenderTokens {
  const clients = new WeakMap<Signer, Map<string, TokenClient>>()
  return async sender => {
    const { signer, clientId = shared } = await keyring.signingKey(sender)
    const byName = clients.get(signer) ?? new Map<string, TokenClient>()
    clients.set(signer, byName)
    const client = byName.get(clientId) ?? createTokenClient({ ...endpoints, clientId, signer, fetch, now, newId })
    byName.set(clientId, client)
    return client
  }
}
