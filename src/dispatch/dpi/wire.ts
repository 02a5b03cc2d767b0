// Names and code values of the access point's interface, verbatim (dpi-json.md §2).
import { readMoment } from '../../xml/read-moment.ts'
import type { TransportStatus } from '../transport.ts'

/** Said in `detail` when the message id was accepted before. */
export const knownMessage = 'duplicate key value violates unique constraint'

/** Said in `detail` when the package's digest is not the one in the message. */
export const damagedPackage = 'Upload was not accepted, SHA-256 digest'

/** Headers of the two parts, as eFormidling sends them. */
export const formParts = {
  message: ['Content-Disposition: form-data; name="forretningsmelding"; filename="sbd.jwt"', 'Content-Type: application/jwt'],
  package: ['Content-Disposition: form-data; name="dokumentpakke"; filename="asic.cms"', 'Content-Type: application/cms']
} as const

/** Where a message is handed over. */
export function outPath (channelName: string): string {
  return `/messages/out?kanal=${encodeURIComponent(channelName)}`
}

/** Where the statuses of a message are. */
export function statusesPath (messageId: string): string {
  return `/messages/out/${encodeURIComponent(messageId)}/statuses`
}

/** Title and detail of a problem document (RFC 9457); empty where there is none. `status` inside it has been seen as a text: it is not read. */
export function readProblem (text: string): { title: string, detail: string } {
  const { title, detail } = recordOf(parsed(text))
  return { title: typeof title === 'string' ? title : '', detail: typeof detail === 'string' ? detail : '' }
}

/** Names in the messages that we send (dpi-json.md §4, §5): what a pointer to one of their fields is made of. */
const fieldNames: ReadonlySet<string> = new Set([
  'standardBusinessDocument', 'standardBusinessDocumentHeader', 'headerVersion', 'sender', 'receiver', 'identifier', 'authority', 'value',
  'documentIdentification', 'standard', 'typeVersion', 'instanceIdentifier', 'type', 'creationDateAndTime', 'businessScope', 'scope',
  'scopeInformation', 'expectedResponseDateTime', 'digital', 'utskrift', 'avsender', 'virksomhetsidentifikator', 'avsenderidentifikator',
  'fakturaReferanse', 'mottaker', 'postkasseadresse', 'dokumentpakkefingeravtrykk', 'digestMethod', 'digestValue', 'maskinportentoken',
  'sikkerhetsnivaa', 'ikkesensitivtittel', 'spraak', 'virkningsdato', 'virkningstidspunkt', 'aapningskvittering', 'varsler', 'epostvarsel',
  'epostadresse', 'varslingstekst', 'repetisjoner', 'smsvarsel', 'mobiltelefonnummer', 'navn', 'adresselinje1', 'adresselinje2', 'adresselinje3',
  'adresselinje4', 'postnummer', 'poststed', 'land', 'landkode', 'utskriftstype', 'retur', 'returposthaandtering', 'posttype'
])

/** The pointers in a text that lead to fields of ours, places in lists left out. A path of other words may be made of somebody's names. */
export function pointersIn (text: string): string[] {
  return (text.match(/(?:\/\w{1,40}){2,10}/g) ?? []).flatMap(pointer => {
    const names = pointer.slice(1).split('/').filter(name => !/^\d{1,3}$/.test(name))
    return names.length >= 2 && names.every(name => fieldNames.has(name)) ? [`/${names.join('/')}`] : []
  })
}

/** Fields in which errors have been written, by the access point and by what may stand in front of it. */
const errorFields = ['error', 'errors', 'detail', 'title', 'feil', 'feilkode', 'message']

/** Tells whether a body is JSON in which nothing speaks of an error. */
export function isHarmless (text: string): boolean {
  const body = parsed(text)
  if (body === undefined) return false
  const fields = recordOf(body)
  return !errorFields.some(name => name in fields) && !(Number(fields.status) >= 400)
}

/**
 * Status words, strongest first. Accepted by the receiver's side outranks a failure: only a failure alone proves that nothing happened, and
 * whoever takes it for proof sends the letter again.
 */
const words: readonly [string, TransportStatus['status']][] = [['SENDT', 'forwarded'], ['FEILET', 'failed'], ['OPPRETTET', 'registered']]

/** Reads the list of statuses, whose order is not promised. Undefined if it is no such list. */
export function readStatuses (text: string): TransportStatus | undefined {
  const list = text.trim() === '' ? [] : parsed(text)
  if (!Array.isArray(list)) return undefined
  const items = list.map(recordOf)
  for (const [word, status] of words) {
    const moments = items.filter(item => String(item.status).toUpperCase() === word)
      .map(({ timestamp }) => typeof timestamp === 'string' ? readMoment(timestamp) : undefined)
    const at = moments.filter(moment => moment !== undefined).sort((one, other) => one.getTime() - other.getTime())[0]
    if (moments.length > 0) return at === undefined ? { status } : { status, at }
  }
  return { status: 'unknown' }
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function recordOf (value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
