import { createPrivateKey, sign, type KeyObject, type X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { readCertificates } from './pem.ts'
import { citizenProfile } from './seal-profile.ts'
import { turnWhenDue } from './turns.ts'

/** A private key that may stay where it is, in memory or in a token, and the certificates that speak for it. */
export interface Signer {
  /** Signing certificate first, then its issuers, the root included where it is known. */
  readonly chain: readonly X509Certificate[]
  /** Signs as the seal profile says. */
  sign (data: Uint8Array): Promise<Uint8Array>
}

/**
 * Makes a signer of a key and chain in PEM.
 *
 * @param passPhrase of an encrypted PKCS #8 key
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if the first certificate is not the key's, `ERR_CRYPTO_MALFORMED` if either cannot be read
 */
export function signerFromPem (privateKeyPem: string, chainPem: string, passPhrase?: string): Signer {
  const chain = readCertificates(chainPem)
  return signerFromKey(readPrivateKey(privateKeyPem, passPhrase), chain)
}

/**
 * Makes a signer of a key this process holds.
 *
 * The key is parsed once, by the caller: parsing it for every signature halves the rate.
 *
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if the first certificate is not the key's
 */
export function signerFromKey (key: KeyObject, chain: readonly X509Certificate[]): Signer {
  if (key.asymmetricKeyType !== 'rsa' || chain[0]?.checkPrivateKey(key) !== true) {
    throw new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot sign: the RSA key does not belong to the first certificate of the chain')
  }
  return {
    chain,
    sign: async data => {
      // Letters under way wait for nothing but each other: without this the event loop would not turn until all are signed.
      await turnWhenDue()
      return sign(citizenProfile.signature.digest, data, key)
    }
  }
}

function readPrivateKey (pem: string, passPhrase: string | undefined): KeyObject {
  try {
    return passPhrase === undefined ? createPrivateKey(pem) : createPrivateKey({ key: pem, passphrase: passPhrase })
  } catch {
    // The parser's own words are dropped: they may quote the key.
    const why = passPhrase === undefined ? 'it is not unencrypted PEM' : 'it is not PEM, or the pass phrase is not its own'
    throw new GatewayError('ERR_CRYPTO_MALFORMED', `Cannot read the private key: ${why}`)
  }
}
