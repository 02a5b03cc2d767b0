// Every error code the gateway gives, once. README's table and the problem catalogue are held equal to it by a test.

/** `refuse`: the caller must change something. `retry`: passing trouble. `stop`: a person must look. */
export type ErrorFamily = 'refuse' | 'retry' | 'stop'

/** What there is to know of one code. */
export interface ErrorRow {
  family: ErrorFamily
  /** HTTP status when the code reaches a caller of our API. */
  status: number
  /** Short, fixed, in English (RFC 9457 `title`). */
  title: string
  /** What to do about it. */
  remedy: string
}

const row = (family: ErrorFamily, status: number, title: string, remedy: string): ErrorRow => ({ family, status, title, remedy })

/** The table. Codes are `ERR_<ROOM>_<WHAT>`; a retired code is never used again. */
export const errorTable = {
  ERR_CONFIG_INVALID: row('stop', 500, 'Settings are wrong', 'Correct every setting named in the message and start again'),
  ERR_CONFIG_UNSAFE: row('stop', 500, 'Settings are unsafe in production', 'Replace what the message names: a default secret, or an address or root of the sandbox'),

  ERR_HTTP_UNAUTHENTICATED: row('refuse', 401, 'No valid API key', 'Send "Authorization: Bearer <key>" with a key this gateway knows'),
  ERR_HTTP_FORBIDDEN: row('refuse', 403, 'The key may not do this', 'Use a key that belongs to the sender in question'),
  ERR_HTTP_NOT_FOUND: row('refuse', 404, 'No such resource', 'Check the id and the path'),
  ERR_HTTP_METHOD: row('refuse', 405, 'Method not allowed', 'Use one of the methods named in the Allow header'),
  ERR_HTTP_MEDIA_TYPE: row('refuse', 415, 'Media type not supported', 'Send exactly application/json or multipart/form-data'),
  ERR_HTTP_MALFORMED: row('refuse', 400, 'The request cannot be read', 'Correct the syntax of the body, header or query named in the message'),
  ERR_HTTP_TOO_LARGE: row('refuse', 413, 'The request is too large', 'Send fewer or smaller documents'),
  ERR_HTTP_TIMEOUT: row('retry', 408, 'The request came too slowly', 'Send it again, without a pause in it'),
  ERR_HTTP_UNAVAILABLE: row('retry', 503, 'The gateway cannot answer now', 'Try again after the time in Retry-After'),
  ERR_HTTP_INTERNAL: row('retry', 500, 'The gateway failed', 'Try again; tell the operator the trace id if it stays'),

  ERR_INTAKE_KEY_MISSING: row('refuse', 400, 'Idempotency-Key is missing', 'Send a header Idempotency-Key with a value that is unique for this letter'),
  ERR_INTAKE_KEY_INVALID: row('refuse', 400, 'Idempotency-Key is not usable', 'Use 1 to 200 visible ASCII characters, and no identity number'),
  ERR_INTAKE_KEY_REUSED: row('refuse', 422, 'Idempotency-Key was used for another letter', 'Use a new key for a new letter, or repeat the first letter unchanged'),
  ERR_INTAKE_IN_FLIGHT: row('retry', 409, 'The same key is being handled right now', 'Wait for the first call to end, then repeat it'),
  ERR_INTAKE_FIELD_INVALID: row('refuse', 422, 'A field is missing or wrong', 'Correct the field named in the pointer'),
  ERR_INTAKE_IDENTITY_NUMBER: row('refuse', 422, 'Not a valid national identity number', 'Give eleven digits that form a valid fødselsnummer or D-nummer'),
  ERR_INTAKE_ORGANIZATION_NUMBER: row('refuse', 422, 'Not a valid organization number', 'Give nine digits with a correct control digit'),
  ERR_INTAKE_PERSONAL_DATA: row('refuse', 422, 'An identity number stands in a text that travels in clear', 'Remove the identity number from the field named in the pointer'),
  ERR_INTAKE_LINK: row('refuse', 422, 'A link stands in the text of a notice', 'Remove the link from the field named in the pointer; name the host alone, or say to log in'),
  ERR_INTAKE_ADDRESS: row('refuse', 422, 'The postal address cannot be printed', 'Give name, first line and postal code with city, or a country code for foreign addresses'),
  ERR_INTAKE_DOCUMENT_MISSING: row('refuse', 422, 'A document is missing', 'Send one file for each entry in documents, with the same name'),
  ERR_INTAKE_DOCUMENT_EMPTY: row('refuse', 422, 'A document is empty', 'Send the document with its content'),
  ERR_INTAKE_DOCUMENT_TYPE: row('refuse', 422, 'A document type is not accepted', 'Send a type that digital mailboxes take; print takes PDF only'),
  ERR_INTAKE_DOCUMENT_CONTENT: row('refuse', 422, 'A document is not what it says', 'Send bytes that match the declared media type'),
  ERR_INTAKE_DOCUMENT_COUNT: row('refuse', 422, 'Too many documents', 'Send one main document and at most 200 attachments'),
  ERR_INTAKE_LETTER_TOO_LARGE: row('refuse', 422, 'The letter is too large for every channel', 'Keep all documents together below the limit in the message'),

  ERR_LOOKUP_UNAVAILABLE: row('retry', 503, 'A register does not answer', 'The letter waits and tries again by itself'),
  ERR_LOOKUP_REFUSED: row('stop', 502, 'A register refuses us', 'Check scope, agreement and certificate of the register client'),
  ERR_LOOKUP_UNREADABLE: row('retry', 502, 'A register answered something unreadable', 'The letter waits and tries again by itself'),

  ERR_MASKINPORTEN_UNAVAILABLE: row('retry', 503, 'Maskinporten does not answer', 'The letter waits and tries again by itself'),
  ERR_MASKINPORTEN_REFUSED: row('stop', 502, 'Maskinporten refuses the grant', 'Correct client, scope or certificate as the code in the message says'),
  ERR_MASKINPORTEN_TOKEN: row('refuse', 401, 'The access token is not valid', 'Fetch a new token for this resource and scope'),

  ERR_ROUTE_NO_CHOICE: row('stop', 500, 'No rule matched', 'Report this: the last rule of the table must always match'),

  ERR_DECIDE_STATE: row('refuse', 409, 'Nobody can decide about the letter now', 'See the state the letter is in; only letters that stopped for a person can be decided'),
  ERR_DECIDE_IN_DOUBT: row('refuse', 409, 'The letter may have been handed over already', 'Wait for the receipt, or for proof that the hand-over did not happen'),
  ERR_DECIDE_FORBIDDEN: row('refuse', 409, 'The rules do not allow the decision', 'Read the rule in the message and decide something else'),

  ERR_ACTION_STATE: row('refuse', 409, 'The letter\'s state stands in the way', 'See the state in the message, and choose an action that the state allows'),
  ERR_ACTION_IN_DOUBT: row('refuse', 409, 'A hand-over of the letter stands in the way', 'Wait for the receipt, or for proof that the hand-over did not happen'),
  ERR_ACTION_SETTLED: row('refuse', 409, 'The action does not wait for approval', 'See what became of it'),
  ERR_ACTION_COUNT: row('refuse', 409, 'The selection has another number of letters than expected', 'Count again, see which letters came or went, and order with the new number'),
  ERR_ACTION_SAME_PERSON: row('refuse', 409, 'Another person must approve', 'Let somebody else than who asked for it approve or refuse it'),

  ERR_SEAL_DOCUMENT_CHANGED: row('stop', 500, 'A stored document is not the one that was accepted', 'Look into the content storage before anything is sent'),
  ERR_SEAL_TOO_LARGE: row('stop', 422, 'The sealed package is too large for the channel', 'Route the letter to another channel'),
  ERR_SEAL_ADDRESS: row('stop', 422, 'The postal address does not fit the print service', 'Correct the address and send the letter anew'),
  ERR_SEAL_CERTIFICATE: row('retry', 503, 'The receiver\'s certificate cannot be used for sealing', 'The letter waits and tries again by itself; tell the register if it stays so'),
  ERR_SEAL_CERTIFICATE_EXPIRED: row('retry', 503, 'The enterprise certificate has expired', 'Activate the next certificate; letters wait and go on by themselves'),
  ERR_SEAL_CERTIFICATE_NOT_YET_VALID: row('retry', 503, 'The enterprise certificate is not valid yet', 'Activate one that is, or wait; letters wait and go on by themselves'),
  ERR_SEAL_CERTIFICATE_ORGANIZATION: row('retry', 503, 'The enterprise certificate is not the sender\'s', 'Give the sender a certificate of its own; letters wait and go on by themselves'),
  ERR_SEAL_CERTIFICATE_USAGE: row('retry', 503, 'The enterprise certificate may not sign', 'Activate one for signing; letters wait and go on by themselves'),
  ERR_SEAL_CERTIFICATE_GONE: row('retry', 503, 'The enterprise certificate a package bears is not at hand any more', 'Put its key back until no hand-over made with it is in doubt'),
  ERR_SEAL_CERTIFICATE_REVOKED: row('retry', 503, 'The enterprise certificate is revoked', 'Activate another certificate; letters wait and go on by themselves'),

  ERR_CERTIFICATES_NOT_REHEARSED: row('refuse', 409, 'The certificate has not been rehearsed', 'Rehearse it, mend what the rehearsal shows, then activate it'),
  ERR_CERTIFICATES_NOT_USABLE: row('refuse', 409, 'The certificate cannot be used now', 'Activate one without the fault named in the message'),

  ERR_DISPATCH_UNAVAILABLE: row('retry', 503, 'The channel does not answer or is in trouble', 'The letter waits and tries again by itself'),
  ERR_DISPATCH_UNCERTAIN: row('retry', 503, 'The answer to a hand-over was lost', 'The same message is asked for or repeated by itself'),
  ERR_DISPATCH_UNRESOLVED: row('stop', 502, 'Nobody can say whether the letter was handed over', 'Ask the channel\'s people whether the message is there, then decide about the letter'),
  ERR_DISPATCH_THROTTLED: row('retry', 503, 'The channel asks for fewer calls', 'Nothing is handed over to it before the moment it names; letters wait by themselves'),
  ERR_DISPATCH_RESTING: row('retry', 503, 'The channel is in trouble and left alone for a while', 'One hand-over after the other tries it again; the other letters wait by themselves'),
  ERR_DISPATCH_CERTIFICATE: row('retry', 502, 'The access point\'s certificate cannot be trusted', 'Nothing is sent; find out why it changed or expired. It is looked at again every 15 minutes'),
  ERR_DISPATCH_DAMAGED: row('retry', 502, 'The package was damaged on the way', 'The same message is repeated by itself'),
  ERR_DISPATCH_REFUSED: row('stop', 502, 'The channel refused the letter', 'Read the reason, correct, and resend'),
  ERR_DISPATCH_UNAUTHORIZED: row('stop', 502, 'The channel does not accept our authorization', 'Check the agreement, scope and certificate with the access point'),
  ERR_DISPATCH_FAILED_LATER: row('stop', 502, 'The receiver could not take the letter in', 'Read the failure report, correct, and resend'),

  ERR_QUEUE_DEADLINE: row('stop', 500, 'The letter was not handed over in time', 'See what it waited for, then release it'),
  ERR_QUEUE_CRASHED: row('stop', 500, 'Work on a letter ended the process several times', 'Look into the letter before it is released'),

  ERR_RECEIPT_UNREADABLE: row('stop', 502, 'A receipt cannot be read', 'See the quarantine; tell the channel'),
  ERR_RECEIPT_FORGED: row('stop', 502, 'A receipt does not prove its origin', 'See the quarantine; tell the channel'),
  ERR_RECEIPT_UNDECIDED: row('retry', 503, 'A receipt cannot be judged now', 'It is parked and judged again by itself'),
  ERR_RECEIPT_MISSING: row('retry', 503, 'The receipt of a letter is overdue', 'The channel is asked again by itself; ask its operator what became of the message'),
  ERR_RECEIPT_UNAVAILABLE: row('retry', 503, 'Receipts cannot be fetched now', 'The duty tries again by itself'),

  ERR_OPEN_UNREADABLE: row('stop', 422, 'The package cannot be read', 'Check that the file is a whole package and the key belongs to it'),
  ERR_OPEN_NOT_PROVED: row('stop', 422, 'The package does not prove its content', 'Do not use the content; ask the sender for a new package'),

  ERR_CRYPTO_SIGNATURE: row('stop', 422, 'The signature does not hold', 'Do not use the content'),
  ERR_CRYPTO_CERTIFICATE: row('stop', 422, 'The certificate is not trusted', 'Check chain, validity, use and organization number'),
  ERR_CRYPTO_CUSTODY: row('retry', 503, 'The signing key cannot be used now', 'See that the token or key store answers; the letter waits and tries again by itself'),
  ERR_CRYPTO_REVOKED: row('stop', 422, 'A certificate was revoked', 'Do not use it; get the new certificate, then release the letter'),
  ERR_CRYPTO_REVOCATION_UNKNOWN: row('retry', 503, 'Nobody says whether a certificate was revoked', 'The letter waits and asks again by itself'),
  ERR_CRYPTO_MALFORMED: row('stop', 422, 'The cryptographic object cannot be read', 'Check the file or message'),
  ERR_XML_MALFORMED: row('stop', 422, 'The XML cannot be read', 'Send well-formed XML without DOCTYPE'),

  ERR_STORE_STALE_CLAIM: row('stop', 409, 'Another worker has taken the letter over', 'Nothing: the newer claim carries on'),
  ERR_STORE_MOVE: row('stop', 409, 'The letter cannot move so', 'See the state the letter is in'),
  ERR_STORE_LOCKED: row('stop', 500, 'The data folder is in use', 'Stop the other "postbud start", or use another POSTBUD_DATA_DIR'),
  ERR_STORE_KEY: row('stop', 500, 'Stored data cannot be opened with this key', 'Give the master key that the data was written with'),
  ERR_STORE_FULL: row('retry', 503, 'The database has no room for new letters', 'Give the database more room; letters taken before are still sent'),
  ERR_STORE_UNAVAILABLE: row('retry', 503, 'The database does not answer', 'The gateway reconnects by itself'),

  ERR_BATCH_FOLDER: row('refuse', 422, 'The batch folder cannot be used', 'Correct what the message names and run the command again'),
  ERR_BATCH_GATEWAY: row('retry', 503, 'The gateway does not answer', 'Start the gateway, then run the command again: it goes on where it stopped')
} as const satisfies Record<string, ErrorRow>

/** One of the codes above. */
export type ErrorCode = keyof typeof errorTable
