// Every algorithm of what we send, one row a wire format. Code that seals is given the row and never names an algorithm itself.
import { constants } from 'node:crypto'

/** All there is to know of how a document package is signed and encrypted. */
export interface SealProfile {
  /** Namespace of `XAdESSignatures` (ETSI TS 102 918). */
  containerNamespace: string
  /** Over files, SignedProperties and the encrypted package. */
  digest: { name: string, uri: string, bytes: number }
  /** Over the signing certificate, in `CertDigest` only. */
  certificateDigest: { name: string, uri: string }
  canonicalization: { uri: string }
  /**
   * Of package and business message: RSASSA-PKCS1-v1_5, what an RSA key signs with in node:crypto; `digest` is its name there, `mechanism` the
   * whole one's number in a token (PKCS #11 Mechanisms 2.40 §2.1, CKM_SHA256_RSA_PKCS and its like).
   */
  signature: { digest: string, mechanism: number, uri: string, jws: string }
  /** The mask uses the same digest, and the label is empty. */
  keyTransport: { oid: string, padding: number, digest: string, digestOid: string, maskOid: string, minRsaBits: number }
  contentEncryption: { cipher: string, oid: string, keyBytes: number, ivBytes: number, blockBytes: number }
}

/** What is sealed for: so far one format is in use. */
export type WireFormat = 'dpi-json'

/**
 * The rows.
 *
 * `dpi-json` is digital post to citizens, as its receivers read it today. Where the written profile and practice differ, practice wins: OAEP
 * with SHA-256 (prose: SHA-1), Canonical XML 1.0 (prose: should be 1.1). SHA-1 in `CertDigest` is demanded by the profile and proves nothing
 * by itself.
 *
 * @see dpi-json.md §9 and sdp-classic-xml.md §§6-7
 */
export const sealProfiles: Readonly<Record<WireFormat, SealProfile>> = {
  'dpi-json': {
    containerNamespace: 'http://uri.etsi.org/02918/v1.2.1#',
    digest: { name: 'sha256', uri: 'http://www.w3.org/2001/04/xmlenc#sha256', bytes: 32 },
    certificateDigest: { name: 'sha1', uri: 'http://www.w3.org/2000/09/xmldsig#sha1' },
    canonicalization: { uri: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' },
    signature: { digest: 'sha256', mechanism: 0x40, uri: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', jws: 'RS256' },
    keyTransport: {
      oid: '1.2.840.113549.1.1.7', padding: constants.RSA_PKCS1_OAEP_PADDING, digest: 'sha256', digestOid: '2.16.840.1.101.3.4.2.1',
      maskOid: '1.2.840.113549.1.1.8', minRsaBits: 2048
    },
    contentEncryption: { cipher: 'aes-256-cbc', oid: '2.16.840.1.101.3.4.1.42', keyBytes: 32, ivBytes: 16, blockBytes: 16 }
  }
}

/** The row of digital post to citizens. */
export const citizenProfile: SealProfile = sealProfiles['dpi-json']
