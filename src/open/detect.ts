/** What a file is by its first bytes. `package`: CMS, encrypted. `container`: its ASiC-E in clear. `jws`: a signed JSON message or receipt. */
export type FileForm = 'package' | 'container' | 'jws' | 'xml'

/** White space belongs to the body alone: where two parts could both take it, every way to share it would be tried. */
const armor = /^-----BEGIN (?:CMS|PKCS7)-----\s([A-Za-z\d+/=\s]+)-----END (?:CMS|PKCS7)-----\s*$/
/** A compact JWS is three parts of Base64url. */
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** Text forms are told by a piece of their beginning. */
const headBytes = 200

/** Tells the form of a file by its content, never by its name; undefined when it is none that we open. */
export function detectForm (file: Uint8Array): FileForm | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return 'container'
  // SEQUENCE with a definite or indefinite length (X.690 §8.1): no text begins with it and a byte above 0x7f.
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) return 'package'
  const head = bytes.subarray(0, headBytes).toString().replace(/^\u{FEFF}/u, '').trimStart()
  if (head.startsWith('-----BEGIN ')) return armor.test(bytes.toString('latin1')) ? 'package' : undefined
  if (head.startsWith('<')) return 'xml'
  return compactJws.test(bytes.toString('latin1').trim()) ? 'jws' : undefined
}

/** The bytes of a package whether it is stored as DER or in PEM armor. The fingerprint is always taken over these. */
export function packageBytes (file: Uint8Array): Uint8Array {
  const text = file[0] === 0x30 ? undefined : armor.exec(Buffer.from(file).toString('latin1'))?.[1]
  return text === undefined ? file : Buffer.from(text, 'base64')
}
