import { constants } from 'node:crypto'
import { RsaEsOaepParams } from '@peculiar/asn1-rsa'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'

/** How node:crypto must be told to take a content key out. */
export interface KeyTransport {
  padding: number
  oaepHash?: string
  oaepLabel?: Buffer
}

const oaep = '1.2.840.113549.1.1.7'
/** PKCS #1 v1.5, which the .NET client and Digipost's own API client write (sdp-classic-xml §7). Read, never written. */
const rsaEncryption = '1.2.840.113549.1.1.1'
const maskGeneration = '1.2.840.113549.1.1.8'
const digests = new Map([
  ['1.3.14.3.2.26', 'sha1'], ['2.16.840.1.101.3.4.2.1', 'sha256'], ['2.16.840.1.101.3.4.2.2', 'sha384'], ['2.16.840.1.101.3.4.2.3', 'sha512']
])

/**
 * Reads which key transport a message was made with. Its OAEP parameters are obeyed: the written profile says SHA-1, everyone writes SHA-256.
 *
 * @returns undefined for one we do not know, for damaged parameters, and for two different digests in one OAEP, which Node.js cannot do
 */
export function readKeyTransport (identifier: AlgorithmIdentifier): KeyTransport | undefined {
  if (identifier.algorithm === rsaEncryption) return { padding: constants.RSA_PKCS1_PADDING }
  if (identifier.algorithm !== oaep) return undefined
  try {
    return readOaep(identifier.parameters)
  } catch {
    return undefined
  }
}

/** Without parameters all defaults hold: SHA-1 and no label (RFC 4055 §4.1). */
function readOaep (parameters: ArrayBuffer | null | undefined): KeyTransport | undefined {
  const { hashAlgorithm, maskGenAlgorithm, pSourceAlgorithm } = parameters ? AsnConvert.parse(parameters, RsaEsOaepParams) : new RsaEsOaepParams()
  const oaepHash = digests.get(hashAlgorithm.algorithm)
  if (oaepHash === undefined || maskGenAlgorithm.algorithm !== maskGeneration || !maskGenAlgorithm.parameters) return undefined
  if (digests.get(AsnConvert.parse(maskGenAlgorithm.parameters, AlgorithmIdentifier).algorithm) !== oaepHash) return undefined
  const oaepLabel = readLabel(pSourceAlgorithm.parameters)
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash, ...oaepLabel.length > 0 && { oaepLabel } }
}

/** The library's default stands for "no label given", although it holds a digest; it is told apart by its bytes. */
function readLabel (parameters: ArrayBuffer | null | undefined): Buffer {
  const none = new RsaEsOaepParams().pSourceAlgorithm.parameters
  if (!parameters || !none || Buffer.from(parameters).equals(Buffer.from(none))) return Buffer.alloc(0)
  return Buffer.from(AsnConvert.parse(parameters, OctetString).buffer)
}
