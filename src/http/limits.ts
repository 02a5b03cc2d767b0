// How much and how long, for every request. Fastify's own defaults are no limit at all for most of these.
import { maxDocumentBytes } from '../intake/check-totals.ts'
import { maxDocuments } from '../intake/letter-schema.ts'

/** A letter without its documents: 201 names and titles of 255 characters in JSON take 200 kB. */
export const maxLetterBytes = 256 * 1024

/** The JSON form: Base64 is 4/3 of the documents (44 000 000 → 58 666 668), and the letter around them. */
export const maxJsonBytes = Math.ceil(maxDocumentBytes / 3) * 4 + maxLetterBytes

/** The multipart form: documents, letter, and 1 kB of headers a part. */
export const maxMultipartBytes = maxDocumentBytes + maxLetterBytes + (maxDocuments + 1) * 1024

/** A precheck: a thousand addresses of 700 characters, of two bytes and some JSON around each. */
export const maxPrecheckBytes = 2 * 1024 * 1024

/** A draft policy: a thousand rows of 600 bytes. */
export const maxPolicyBytes = 1024 * 1024

/** For @fastify/multipart. Every part is treated as a file (see multipart-submission.ts), the letter too. */
export const multipartLimits = {
  fieldNameSize: 100,
  fields: 0,
  fileSize: maxDocumentBytes + 1,
  files: maxDocuments + 1,
  parts: maxDocuments + 1,
  headerPairs: 20
}

/** Time-outs. A whole request of 60 MB may come at 2 Mbit/s, but no half minute may pass without a byte. */
export const timeouts = {
  connectionMs: 30_000,
  requestMs: 240_000,
  headersMs: 15_000,
  /** How often it is looked for requests that are over one of the two. */
  checkMs: 30_000,
  keepAliveMs: 65_000,
  handlerMs: 30_000,
  /** For a letter, whose documents come while it is handled. */
  acceptMs: 270_000,
  /** For what reads a lot: a thousand people in the registers, or the decisions of a month. */
  longReadMs: 120_000
}
