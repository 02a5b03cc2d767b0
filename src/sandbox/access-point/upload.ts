import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Refused } from '../refused.ts'

/** The two parts of a hand-over. */
export interface Upload {
  message: string
  package: Uint8Array
  /** Base64 SHA-256 of the package as it arrived. */
  digest: string
}

/** Limit of the live service (dpi-json §9). */
export const maxPackageBytes = 50 * 1024 * 1024

/**
 * Reads the parts of `POST /messages/out`, with whatever content type and with or without file names: producers differ (dpi-json §2).
 *
 * @param isDamaged turns over one byte of the package, as a bad line would
 * @throws {Refused} 400 when a part is missing, 413 when the package is too large
 */
export async function readUpload (request: FastifyRequest, isDamaged: boolean): Promise<Upload> {
  if (!request.isMultipart()) throw new Refused(400, 'The request is not multipart/form-data')
  let message: string | undefined
  let bytes: Buffer | undefined
  for await (const part of request.parts({ limits: { fileSize: maxPackageBytes, fieldSize: 1024 * 1024, parts: 10 } })) {
    const content = part.type === 'file' ? await part.toBuffer() /* throws 413 above the limit */ : Buffer.from(String(part.value))
    if (part.fieldname === 'forretningsmelding') message = content.toString()
    if (part.fieldname === 'dokumentpakke') bytes = content
  }
  if (message === undefined) throw new Refused(400, 'The part forretningsmelding is missing')
  if (bytes === undefined || bytes.length === 0) throw new Refused(400, 'The part dokumentpakke is missing')
  if (isDamaged) bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
  return { message: message.trim(), package: bytes, digest: createHash('sha256').update(bytes).digest('base64') }
}
