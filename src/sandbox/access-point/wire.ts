// The business message as an access point reads it: strictly, by the published schemas, without judging its signature (dpi-json §§2, 4, 5).
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** Scope of the access point. */
export const sendScope = 'digitalpostinnbygger:send'

/** Statuses of a message, in the access point's words. */
export const statusWords = { registered: 'OPPRETTET', forwarded: 'SENDT', failed: 'FEILET' } as const

const strict = { additionalProperties: false }
const text = (maxLength: number, minLength = 0): TSchema => Type.String({ minLength, maxLength })
const uuid = Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' })
const dateTime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$' })
const organization = Type.Object({ authority: Type.Literal('iso6523-actorid-upis'), value: Type.String({ pattern: '^[0-9]{4}:\\w{1,35}$' }) }, strict)
const actors = Type.Array(Type.Object({ identifier: organization }, strict), { minItems: 1, maxItems: 1 })

const header = Type.Object({
  headerVersion: Type.Literal('1.0'),
  sender: actors,
  receiver: actors,
  documentIdentification: Type.Object({
    standard: Type.String(), typeVersion: Type.String(), instanceIdentifier: uuid, type: Type.Enum(['digital', 'utskrift']), creationDateAndTime: dateTime
  }, strict),
  businessScope: Type.Object({
    scope: Type.Array(Type.Object({
      type: Type.Literal('ConversationId'),
      instanceIdentifier: uuid,
      identifier: Type.String(),
      scopeInformation: Type.Optional(Type.Array(Type.Object({ expectedResponseDateTime: Type.Optional(Type.String()) }, strict)))
    }, strict), { minItems: 1 })
  }, strict)
}, strict)

const common = {
  avsender: Type.Object({
    virksomhetsidentifikator: organization,
    avsenderidentifikator: Type.Optional(Type.String({ maxLength: 100 })),
    fakturaReferanse: Type.Optional(text(40))
  }, strict),
  dokumentpakkefingeravtrykk: Type.Object({
    digestMethod: Type.Literal('http://www.w3.org/2001/04/xmlenc#sha256'), digestValue: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' })
  }, strict),
  maskinportentoken: Type.String({ minLength: 1 })
}

/** *repetisjoner*: days after the letter became available. */
const repeats = Type.Array(Type.Integer({ minimum: 0, maximum: 25 }), { minItems: 1, maxItems: 10 })
const digital = Type.Object({
  ...common,
  mottaker: Type.Object({ postkasseadresse: Type.String({ minLength: 1 }) }, strict),
  sikkerhetsnivaa: Type.Enum([3, 4]),
  ikkesensitivtittel: text(255, 1),
  spraak: text(2, 2),
  virkningsdato: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  virkningstidspunkt: Type.Optional(dateTime),
  aapningskvittering: Type.Optional(Type.Boolean()),
  varsler: Type.Optional(Type.Object({
    epostvarsel: Type.Optional(Type.Object({ epostadresse: text(100, 3), varslingstekst: text(500, 1), repetisjoner: repeats }, strict)),
    smsvarsel: Type.Optional(Type.Object({
      mobiltelefonnummer: Type.String({ minLength: 8, maxLength: 20, pattern: '^\\+?[- _0-9]+$' }), varslingstekst: text(160, 1), repetisjoner: repeats
    }, strict))
  }))
}, strict)

const line = Type.Optional(text(100))
const addressLines = { navn: text(130, 1), adresselinje1: text(100, 1), adresselinje2: line, adresselinje3: line, adresselinje4: line }
const place = { postnummer: Type.String({ pattern: '^\\d{4}$' }), poststed: text(80, 1) }
const country = { land: text(80, 1), landkode: Type.String({ pattern: '^[a-zA-Z]{2}$' }) }
/** A Norwegian address, or a foreign one with exactly one of land and landkode, which may hold at most one of postnummer and poststed. */
const address = Type.Union([
  Type.Object({ ...addressLines, ...place }, strict),
  Type.Object({ ...addressLines, land: country.land, postnummer: Type.Optional(place.postnummer) }, strict),
  Type.Object({ ...addressLines, land: country.land, poststed: Type.Optional(place.poststed) }, strict),
  Type.Object({ ...addressLines, landkode: country.landkode, postnummer: Type.Optional(place.postnummer) }, strict),
  Type.Object({ ...addressLines, landkode: country.landkode, poststed: Type.Optional(place.poststed) }, strict)
])

const print = Type.Object({
  ...common,
  mottaker: address,
  utskriftstype: Type.Enum(['SORT_HVIT', 'FARGE']),
  retur: Type.Object({ mottaker: address, returposthaandtering: Type.Enum(['DIREKTE_RETUR', 'MAKULERING_MED_MELDING']) }, strict),
  posttype: Type.Optional(Type.Enum(['A', 'B']))
}, strict)

const message = Type.Object({
  standardBusinessDocument: Type.Union([
    Type.Object({ standardBusinessDocumentHeader: header, digital }, strict),
    Type.Object({ standardBusinessDocumentHeader: header, utskrift: print }, strict)
  ])
}, strict)

/** What the access point needs of a message, in our words. */
export interface MessageFacts {
  messageId: string
  conversationId: string
  process: string
  type: 'digital' | 'print'
  /** Organization numbers without prefix: who hands over, on whose behalf, and to whom. */
  sender: string
  onBehalfOf: string
  senderUnit?: string
  receiver: string
  fingerprint: string
}

/** A message and the access token it carries. */
export interface ReadMessage {
  facts: MessageFacts
  accessToken: string
}

/** Reads a compact JWS; a string says why it cannot be taken, without repeating any of it. */
export function readMessage (jws: string): ReadMessage | string {
  const payload = decodePayload(jws)
  if (payload === undefined) return 'forretningsmelding is not a compact JWS with a JSON payload'
  if (!Value.Check(message, payload)) {
    const [error] = Value.Errors(message, payload)
    return `forretningsmelding is not valid against the schema at ${error?.instancePath ?? '/'}`
  }
  const document = payload.standardBusinessDocument
  const { standardBusinessDocumentHeader: head } = document
  const body = 'digital' in document ? document.digital : document.utskrift
  const type: MessageFacts['type'] = 'digital' in document ? 'digital' : 'print'
  if (head.documentIdentification.type !== (type === 'digital' ? 'digital' : 'utskrift')) return 'documentIdentification.type does not name the body'
  const [scope] = head.businessScope.scope
  if (scope === undefined) return 'businessScope is empty'
  const facts = {
    messageId: head.documentIdentification.instanceIdentifier,
    conversationId: scope.instanceIdentifier,
    process: scope.identifier,
    type,
    sender: organizationIn(head.sender),
    receiver: organizationIn(head.receiver),
    onBehalfOf: body.avsender.virksomhetsidentifikator.value.slice(5),
    ...(body.avsender.avsenderidentifikator === undefined ? {} : { senderUnit: body.avsender.avsenderidentifikator }),
    fingerprint: body.dokumentpakkefingeravtrykk.digestValue
  }
  return { facts, accessToken: body.maskinportentoken }
}

function organizationIn (list: Static<typeof actors>): string {
  return list[0]?.identifier.value.slice(5) ?? ''
}

/** The signature is not looked at: an access point carries the envelope, and the receiver proves it. */
function decodePayload (jws: string): unknown {
  const parts = jws.split('.')
  if (parts.length !== 3) return undefined
  try {
    return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}
