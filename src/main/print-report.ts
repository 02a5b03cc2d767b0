// How an opened file is told on the command line. Whatever came out of the file is masked and made harmless for a terminal.
import type { CertificateReport, DocumentReport, FileReport } from '../open/report.ts'
import { maskIdentityNumber } from '../privacy/mask-identity-number.ts'
import { scrub } from '../privacy/scrub.ts'

/** Digests and numbers of certificates: digits in them are nobody's. */
const technicalFields: ReadonlySet<string> = new Set(['sha256', 'serialNumber', 'fingerprint', 'at', 'organizationNumber'])
/** Controls, and marks that turn the direction of writing: a title could else rewrite the line it stands on. */
const unprintable = /[\p{Cc}\p{Cf}\u{2028}\u{2029}]/gu

/** A report with identity numbers masked: in part where a field is one, whole where a text holds one. */
export function maskReport (report: FileReport): FileReport {
  return { ...report, ...maskFields({ ...report }) }
}

/** One line of JSON. */
export function reportAsJson (report: FileReport): string {
  return `${JSON.stringify(report).replaceAll(unprintable, asEscape)}\n`
}

/** The report as people read it. */
export function reportAsText (report: FileReport): string {
  const { verdict, kind, error, signer, certificates = [], manifest, documents = [], message = {}, fingerprint } = report
  const lines = [
    line('verdict', verdict === 'proved' ? 'PROVED' : 'NOT PROVED'),
    ...error === undefined ? [] : [line('reason', `${error.message} (${error.code})`)],
    line('hint', verdict === 'proved' ? undefined : 'judged for the moment below, by what this gateway believes: --at, --trust, POSTBUD_CERTIFICATE_POLICIES'),
    line('kind', kind),
    line('judged for', report.at),
    line('file', `${report.file.bytes} bytes, SHA-256 ${report.file.sha256}`),
    line('signer', signer === undefined ? undefined : [signer.name, signer.organizationNumber].filter(one => one !== undefined).join(', ')),
    ...certificates.flatMap(certificateLines),
    line('fingerprint', fingerprint === undefined ? undefined : 'the package is the one the message speaks of'),
    ...fieldLines({ ...manifest }),
    ...documents.flatMap(documentLines),
    ...fieldLines(message)
  ]
  return lines.filter(one => one !== undefined).map(one => `${one}\n`).join('')
}

function certificateLines ({ subject, serialNumber, validFrom, validTo }: CertificateReport, index: number): (string | undefined)[] {
  return [
    line(index === 0 ? 'certificate' : 'issued by', subject),
    line('', `number ${serialNumber}, valid ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`)
  ]
}

function documentLines ({ name, title, mediaType, bytes, sha256 }: DocumentReport, index: number): (string | undefined)[] {
  return [
    line(index === 0 ? 'document' : 'attachment', `${name}, ${mediaType}, ${bytes} bytes`),
    line('', title === undefined ? undefined : `"${title}"`),
    line('', `SHA-256 ${sha256}`)
  ]
}

/** Nested fields as their path: `notices email to`. */
function fieldLines (fields: Readonly<Record<string, unknown>>, path = ''): (string | undefined)[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const label = `${path}${path === '' ? '' : ' '}${name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)}`
    if (Array.isArray(value)) return [line(label, value.map(String).join(', '))]
    if (typeof value === 'object' && value !== null && !(value instanceof Date)) return fieldLines({ ...value }, label)
    return [line(label, value instanceof Date ? value.toISOString() : value)]
  })
}

function line (label: string, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  return `${label.padEnd(18)} ${String(value).replaceAll(unprintable, asEscape)}`
}

function maskFields (fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, technicalFields.has(name) ? value : maskValue(value)]))
}

function maskValue (value: unknown): unknown {
  if (typeof value === 'string') return /^\d{11}$/.test(value) ? maskIdentityNumber(value) : scrub(value)
  if (Array.isArray(value)) return value.map(maskValue)
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) return maskFields({ ...value })
  return value
}

function asEscape (character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')
}
