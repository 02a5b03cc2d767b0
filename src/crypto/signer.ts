import { createPrivateKey, sign, type KeyObject, type X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { readCertificates } from './pem.ts'
import { citizenProfile } from './seal-profile.ts'

/** A private key that may stay where it is, in memory or in a token, and the certificates that speak for it. */
export interface Signer {
  /** Signing certificate first, then its issuers, the root included where it is known. */
  readonly chain: readonly X509Certificate[]
  /** Signs with RSASSA-PKCS1-v1_5 over SHA-256, off the main thread. */
  sign (data: Uint8Array): Promise<Uint8Array>
}

/**
 * Makes a signer of a key and chain in PEM.
 *
 * The key is parsed once: parsing it for every signature halves the rate.
 *
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if the first certificate is not the key's, `ERR_CRYPTO_MALFORMED` if either cannot be read
 */
export function signerFromPem (privateKeyPem: string, chainPem: string): Signer {
  const chain = readCertificates(chainPem)
  const key = readPrivateKey(privateKeyPem)
  if (key.asymmetricKeyType !== 'rsa' || chain[0]?.checkPrivateKey(key) !== true) {
    throw new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot sign: the RSA key does not belong to the first certificate of the chain')
  }
  return { chain, sign: async data => await signOffThread(data, key) }
}

function readPrivateKey (pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // The parser's own words are dropped: they may quote the key.
    throw new GatewayError('ERR_CRYPTO_MALFORMED', 'Cannot read the private key: it is not unencrypted PEM')
  }
}

async function signOffThread (data: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    sign(citizenProfile.signature.digest, data, key, (error, signature) => {
      if (error === null) resolve(signature)
      else reject(error)
    })
  })
}
