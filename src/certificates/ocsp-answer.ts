// Answers about one certificate (OCSPResponse, RFC 6960 §4.2).
import { X509Certificate, createHash } from 'node:crypto'
import { certificateExtras } from '../crypto/certificate-extras.ts'
import { derChildren, derExpect, derOid, derTags, derTime, derValue, type Der } from '../crypto/read-der.ts'
import { soundSignatures } from '../crypto/trust.ts'
import { certificateFacts } from '../crypto/certificate-facts.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { nonceOid, type CertificateId } from './ocsp-question.ts'
import { revocationReasons, type RevocationProof, type RevocationStatus } from './revocation-status.ts'
import { proveSignature, signedPart } from './signed-part.ts'

/** What the answer must be to. */
export interface Question {
  id: CertificateId
  issuer: X509Certificate
  /** Known only to the process that asked; an answer from storage is judged by its times alone. */
  nonce?: Uint8Array
  /** The responder's own certificate must be valid then. */
  at: Date
}

const basicResponse = '1.3.6.1.5.5.7.48.1.1'
const mayAnswer = '1.3.6.1.5.5.7.3.9' // id-kp-OCSPSigning
/** OCSPResponseStatus, for the operator. */
const refusals = new Map([[1, 'malformedRequest'], [2, 'internalError'], [3, 'tryLater'], [5, 'sigRequired'], [6, 'unauthorized']])
const maxResponders = 5

/**
 * Reads an answer and proves that the issuer gave it, itself or by one whom it named for that.
 *
 * Whether a named responder's own certificate is revoked is not asked: there the question would never end, and authorities give such
 * certificates a short life instead (RFC 6960 §4.2.2.2.1).
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED` if it is no answer to the question, `ERR_CRYPTO_SIGNATURE` if it proves nothing
 */
export async function readAnswer (der: Uint8Array, question: Question): Promise<RevocationProof> {
  const signed = signedPart(derValue(basicPart(der), derTags.sequence))
  // ResponseData: version [0]?, responder [1] or [2], producedAt, responses, extensions [1]?
  const [responder, , responses, extensions] = [...derChildren(signed.part.content)].filter(({ tag }) => tag !== 0xa0)
  const signer = signerOf(derExpect(responder, responder?.tag === 0xa1 ? 0xa1 : 0xa2), readCertificates(signed.rest[0]), question)
  await proveSignature(signed, signer.publicKey)
  checkNonce(extensions, question.nonce)
  const ours = [...derChildren(derExpect(responses, derTags.sequence).content)]
    .find(({ content }) => derChildren(content).next().value?.whole.equals(question.id))
  if (ours === undefined) throw malformed('it is about another certificate')
  const [, status, thisUpdate, nextUpdate] = derChildren(ours.content)
  const read = readStatus(status)
  return {
    thisUpdate: derTime(thisUpdate),
    nextUpdate: nextUpdate?.tag === 0xa0 ? derTime(derChildren(nextUpdate.content).next().value) : undefined,
    statusOf: () => read
  }
}

/** The bytes of the one kind of answer there is, BasicOCSPResponse. */
function basicPart (der: Uint8Array): Buffer {
  const [status, tagged] = derChildren(derValue(der, derTags.sequence).content)
  const code = derExpect(status, derTags.enumerated).content[0] ?? 0
  if (code !== 0) throw malformed(`the responder says ${refusals.get(code) ?? code}`)
  const [type, bytes] = derChildren(derValue(derExpect(tagged, 0xa0).content, derTags.sequence).content)
  if (derOid(type) !== basicResponse) throw malformed('it is of a kind we do not know')
  return derExpect(bytes, derTags.octetString).content
}

function readCertificates (tagged: Der | undefined): X509Certificate[] {
  if (tagged === undefined) return []
  const certificates = [...derChildren(derValue(derExpect(tagged, 0xa0).content, derTags.sequence).content)]
  if (certificates.length > maxResponders) throw malformed('it brings too many certificates')
  try {
    return certificates.map(({ whole }) => new X509Certificate(whole))
  } catch (cause) {
    throw new GatewayError('ERR_CRYPTO_MALFORMED', 'Cannot use the OCSP answer: a certificate in it cannot be read', { cause })
  }
}

/** The issuer, or one that it has issued a certificate for answering to (RFC 6960 §4.2.2.2). Nobody else's word counts, whoever trusts him. */
function signerOf (responder: Der, brought: readonly X509Certificate[], { issuer, at }: Question): X509Certificate {
  const [name] = derChildren(responder.content)
  const signer = [issuer, ...brought].find(one => {
    const { subject, keyBits } = certificateExtras(one)
    return responder.tag === 0xa1 ? name?.whole.equals(subject) : name?.content.equals(createHash('sha1').update(keyBits).digest())
  })
  if (signer !== undefined && (signer === issuer || isNamed(signer, issuer, at))) return signer
  throw new GatewayError('ERR_CRYPTO_SIGNATURE', 'Cannot believe the OCSP answer: its signer may not answer for the issuer')
}

function isNamed (signer: X509Certificate, issuer: X509Certificate, at: Date): boolean {
  return certificateExtras(signer).purposes?.includes(mayAnswer) === true && at >= signer.validFromDate && at <= signer.validToDate
    && certificateFacts(signer).usage?.signs !== false && signer.checkIssued(issuer)
    && soundSignatures.has(certificateFacts(signer).signatureOid) && signer.verify(issuer.publicKey)
}

function checkNonce (extensions: Der | undefined, nonce: Uint8Array | undefined): void {
  if (extensions === undefined || nonce === undefined) return
  for (const extension of derChildren(derValue(derExpect(extensions, 0xa1).content, derTags.sequence).content)) {
    const parts = [...derChildren(extension.content)]
    if (derOid(parts[0]) !== nonceOid) continue
    const given = derExpect(parts.at(-1), derTags.octetString).content
    if (!derValue(given, derTags.octetString).content.equals(nonce)) throw malformed('it is to another question')
  }
}

/** CertStatus: [0] good, [1] revoked with its time and reason, [2] unknown. */
function readStatus (status: Der | undefined): RevocationStatus {
  if (status?.tag === 0x80) return { kind: 'good' }
  if (status?.tag === 0x82) return { kind: 'unknown', why: 'the responder does not know it' }
  const [at, tagged] = derChildren(derExpect(status, 0xa1).content)
  const reason = tagged === undefined ? 0 : derExpect(derChildren(tagged.content).next().value, derTags.enumerated).content[0] ?? 0
  return { kind: 'revoked', at: derTime(at), reason: revocationReasons[reason] ?? 'unspecified' }
}

function malformed (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_MALFORMED', `Cannot use the OCSP answer: ${why}`)
}
