// The shape that lists and OCSP answers share: a part, the algorithm, and the signature over the part's very bytes.
import { verify, type KeyObject } from 'node:crypto'
import { derBits, derChildren, derExpect, derOid, derTags, type Der } from '../crypto/read-der.ts'
import { soundSignatures } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** A part and the signature that claims to cover it. */
export interface SignedPart {
  part: Der
  /** Its object identifier, and the whole of it as it stands. */
  algorithm: string
  algorithmBytes: Buffer
  signature: Buffer
  /** What follows the signature. */
  rest: Der[]
}

const minRsaBits = 2048

/** Takes SEQUENCE { part, algorithm, signature, ... } apart. */
export function signedPart (value: Der): SignedPart {
  const [part, algorithm, signature, ...rest] = derChildren(value.content)
  return {
    part: derExpect(part, derTags.sequence),
    algorithm: derOid(derChildren(derExpect(algorithm, derTags.sequence).content).next().value),
    algorithmBytes: derExpect(algorithm, derTags.sequence).whole,
    signature: derBits(signature),
    rest
  }
}

/**
 * Proves the signature, off the main thread.
 *
 * @throws {GatewayError} `ERR_CRYPTO_SIGNATURE` if it does not hold, or is made in a way that certificates may not be signed in either
 */
export async function proveSignature ({ part, algorithm, signature }: SignedPart, key: KeyObject): Promise<void> {
  const digest = soundSignatures.get(algorithm)
  const isSound = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= minRsaBits
  if (digest === undefined || !isSound || !await holds(digest, part.whole, key, signature)) {
    throw new GatewayError('ERR_CRYPTO_SIGNATURE', 'Cannot believe what is said of a certificate: its signature does not hold')
  }
}

async function holds (digest: string, data: Buffer, key: KeyObject, signature: Buffer): Promise<boolean> {
  return await new Promise(resolve => {
    verify(digest, data, key, signature, (error, isGood) => { resolve(error === null && isGood) })
  })
}
