// What people read when a letter waits or stands still: one sentence a code, in the three interface languages.
import type { Sentence } from './choice.ts'
import type { ErrorCode } from './error-table.ts'
import type { Reason } from './letter-status.ts'

const say = (nb: string, nn: string, en: string): Sentence => ({ nb, nn, en })

const general = say(
  'Noe gikk galt på et sted som ikke er beskrevet; en driftsansvarlig må se på det.',
  'Noko gjekk gale på ein stad som ikkje er skildra; ein driftsansvarleg må sjå på det.',
  'Something failed in a way that is not described; an operator must look.')

const sentences: Partial<Record<ErrorCode, Sentence>> = {
  ERR_LOOKUP_UNAVAILABLE: say('Et register svarer ikke. Brevet venter og prøves igjen.', 'Eit register svarar ikkje. Brevet ventar og blir prøvd igjen.',
    'A register does not answer. The letter waits and is tried again.'),
  ERR_LOOKUP_UNREADABLE: say('Et register svarte noe som ikke kan leses. Brevet venter og prøves igjen.',
    'Eit register svara noko som ikkje kan lesast. Brevet ventar og blir prøvd igjen.',
    'A register answered something that cannot be read. The letter waits and is tried again.'),
  ERR_LOOKUP_REFUSED: say('Et register avviser oppslagene våre.', 'Eit register avviser oppslaga våre.', 'A register refuses our look-ups.'),
  ERR_MASKINPORTEN_UNAVAILABLE: say('Maskinporten svarer ikke. Brevet venter og prøves igjen.', 'Maskinporten svarar ikkje. Brevet ventar og blir prøvd igjen.',
    'Maskinporten does not answer. The letter waits and is tried again.'),
  ERR_MASKINPORTEN_REFUSED: say('Maskinporten avviser klienten vår.', 'Maskinporten avviser klienten vår.', 'Maskinporten refuses our client.'),
  ERR_SEAL_DOCUMENT_CHANGED: say('Et lagret dokument er ikke det som ble tatt imot.', 'Eit lagra dokument er ikkje det som vart teke imot.',
    'A stored document is not the one that was accepted.'),
  ERR_SEAL_TOO_LARGE: say('Brevet er for stort for kanalen.', 'Brevet er for stort for kanalen.', 'The letter is too large for the channel.'),
  ERR_SEAL_CERTIFICATE: say('Mottakerens sertifikat kan ikke brukes til forsegling. Brevet venter og prøves igjen.',
    'Sertifikatet til mottakaren kan ikkje brukast til forsegling. Brevet ventar og blir prøvd igjen.',
    'The receiver\'s certificate cannot be used for sealing. The letter waits and is tried again.'),
  ERR_SEAL_CERTIFICATE_EXPIRED: say('Virksomhetssertifikatet er utløpt. Brevet venter til et gyldig er tatt i bruk.',
    'Verksemdssertifikatet har gått ut. Brevet ventar til eit gyldig er teke i bruk.',
    'The enterprise certificate has expired. The letter waits until a valid one is activated.'),
  ERR_SEAL_CERTIFICATE_NOT_YET_VALID: say('Virksomhetssertifikatet er ikke gyldig ennå. Brevet venter til et gyldig er tatt i bruk.',
    'Verksemdssertifikatet er ikkje gyldig enno. Brevet ventar til eit gyldig er teke i bruk.',
    'The enterprise certificate is not valid yet. The letter waits until a valid one is activated.'),
  ERR_SEAL_CERTIFICATE_ORGANIZATION: say('Virksomhetssertifikatet er ikke avsenderens. Brevet venter til riktig sertifikat er på plass.',
    'Verksemdssertifikatet er ikkje avsendaren sitt. Brevet ventar til rett sertifikat er på plass.',
    'The enterprise certificate is not the sender\'s. The letter waits until the right one is in place.'),
  ERR_SEAL_CERTIFICATE_USAGE: say('Virksomhetssertifikatet kan ikke brukes til signering. Brevet venter til et som kan, er tatt i bruk.',
    'Verksemdssertifikatet kan ikkje brukast til signering. Brevet ventar til eit som kan, er teke i bruk.',
    'The enterprise certificate may not sign. The letter waits until one that may is activated.'),
  ERR_SEAL_CERTIFICATE_GONE: say('Virksomhetssertifikatet som pakken er signert med, er ikke tilgjengelig lenger. Brevet venter til det er tilbake.',
    'Verksemdssertifikatet som pakka er signert med, er ikkje tilgjengeleg lenger. Brevet ventar til det er tilbake.',
    'The enterprise certificate that the package is signed with is not at hand any more. The letter waits until it is back.'),
  ERR_SEAL_CERTIFICATE_REVOKED: say('Virksomhetssertifikatet er tilbakekalt. Brevet venter til et annet er tatt i bruk.',
    'Verksemdssertifikatet er kalla tilbake. Brevet ventar til eit anna er teke i bruk.',
    'The enterprise certificate is revoked. The letter waits until another is activated.'),
  ERR_CRYPTO_CUSTODY: say('Signeringsnøkkelen kan ikke brukes akkurat nå. Brevet venter og prøves igjen.',
    'Signeringsnøkkelen kan ikkje brukast akkurat no. Brevet ventar og blir prøvd igjen.',
    'The signing key cannot be used right now. The letter waits and is tried again.'),
  ERR_CRYPTO_CERTIFICATE: say('Mottakerens sertifikat er ikke til å stole på.', 'Mottakaren sitt sertifikat er ikkje til å stole på.',
    'The receiver\'s certificate is not trusted.'),
  ERR_CRYPTO_REVOKED: say('Mottakerens sertifikat er tilbakekalt. Ingenting sendes før det er byttet.',
    'Mottakaren sitt sertifikat er kalla tilbake. Ingenting blir sendt før det er bytt.',
    'The receiver\'s certificate was revoked. Nothing is sent until it is replaced.'),
  ERR_CRYPTO_REVOCATION_UNKNOWN: say('Ingen svarer på om mottakerens sertifikat er tilbakekalt. Brevet venter og prøves igjen.',
    'Ingen svarar på om mottakaren sitt sertifikat er kalla tilbake. Brevet ventar og blir prøvd igjen.',
    'Nobody says whether the receiver\'s certificate was revoked. The letter waits and is tried again.'),
  ERR_DISPATCH_UNAVAILABLE: say('Kanalen svarer ikke. Brevet venter og prøves igjen.', 'Kanalen svarar ikkje. Brevet ventar og blir prøvd igjen.',
    'The channel does not answer. The letter waits and is tried again.'),
  ERR_DISPATCH_UNCERTAIN: say('Svaret på overleveringen gikk tapt. Samme melding etterspørres eller gjentas.',
    'Svaret på overleveringa gjekk tapt. Same melding blir etterspurd eller gjenteken.',
    'The answer to the hand-over was lost. The same message is asked for or repeated.'),
  ERR_DISPATCH_UNRESOLVED: say('Ingen kan si om brevet ble overlevert. Det sendes ikke igjen før en person har spurt kanalen.',
    'Ingen kan seie om brevet vart overlevert. Det blir ikkje sendt igjen før ein person har spurt kanalen.',
    'Nobody can say whether the letter was handed over. It is not sent again before a person has asked the channel.'),
  ERR_DISPATCH_THROTTLED: say('Kanalen ber om færre kall. Brevet venter til den tar imot igjen.', 'Kanalen ber om færre kall. Brevet ventar til han tek imot igjen.',
    'The channel asks for fewer calls. The letter waits until it takes letters again.'),
  ERR_DISPATCH_RESTING: say('Kanalen har problemer og får være i fred en stund. Brevet venter og prøves igjen.',
    'Kanalen har problem og får vere i fred ei stund. Brevet ventar og blir prøvd igjen.',
    'The channel is in trouble and left alone for a while. The letter waits and is tried again.'),
  ERR_DISPATCH_CERTIFICATE: say('Sertifikatet til kanalen er ikke til å stole på. Ingenting sendes før det er i orden.',
    'Sertifikatet til kanalen er ikkje til å stole på. Ingenting blir sendt før det er i orden.',
    'The channel\'s certificate cannot be trusted. Nothing is sent until it is in order.'),
  ERR_DISPATCH_DAMAGED: say('Pakken ble skadet underveis. Samme melding gjentas.', 'Pakken vart skadd undervegs. Same melding blir gjenteken.',
    'The package was damaged on the way. The same message is repeated.'),
  ERR_DISPATCH_REFUSED: say('Kanalen avviste brevet.', 'Kanalen avviste brevet.', 'The channel refused the letter.'),
  ERR_DISPATCH_UNAUTHORIZED: say('Kanalen godtar ikke fullmakten vår.', 'Kanalen godtek ikkje fullmakta vår.', 'The channel does not accept our authorization.'),
  ERR_DISPATCH_FAILED_LATER: say('Mottakeren kunne ikke ta imot brevet.', 'Mottakaren kunne ikkje ta imot brevet.', 'The receiver could not take the letter in.'),
  ERR_RECEIPT_MISSING: say('Kanalen har ikke kvittert for brevet ennå. Den blir spurt igjen.', 'Kanalen har ikkje kvittert for brevet enno. Han blir spurd igjen.',
    'The channel has not confirmed the letter yet. It is asked again.'),
  ERR_QUEUE_DEADLINE: say('Brevet ble ikke overlevert innen fristen.', 'Brevet vart ikkje overlevert innan fristen.', 'The letter was not handed over in time.'),
  ERR_QUEUE_CRASHED: say('Behandlingen av brevet stanset programmet flere ganger. Brevet er satt til side.',
    'Handsaminga av brevet stansa programmet fleire gonger. Brevet er sett til side.',
    'Work on the letter stopped the program several times. The letter is set aside.')
}

/** The reason a code gives a letter. */
export function reasonOf (code: ErrorCode): Reason {
  return { code, sentence: sentences[code] ?? general }
}
