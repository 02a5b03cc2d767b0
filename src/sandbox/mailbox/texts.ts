// Every word of the citizen's pages, in the three languages. A test holds the three equal in shape.

/** Languages of the pages. */
export const pageLanguages = ['nb', 'nn', 'en'] as const

/** One of them. */
export type PageLanguage = (typeof pageLanguages)[number]

const nb = {
  languageName: 'Bokmål',
  siteName: 'Postkassen i sandkassen',
  notice: 'Dette er en sandkasse. Personene finnes ikke, og brevene er prøver.',
  skip: 'Hopp til innholdet',
  language: 'Språk',
  people: 'Velg en postkasse',
  searchLabel: 'Fødselsnummer eller d-nummer',
  searchHint: 'Bare syntetiske nummer finnes her. Nummeret sendes ikke i adressen.',
  searchButton: 'Finn postkassen',
  notFound: 'Fant ingen slik postkasse.',
  withLetters: 'Postkasser med brev',
  examples: 'Eksempler på postkasser',
  nobody: 'Ingen har fått brev ennå.',
  name: 'Navn',
  operator: 'Postkasse',
  letters: 'Brev',
  printShop: 'Utskriftstjenesten',
  inbox: 'Innboks',
  empty: 'Ingen brev ennå.',
  title: 'Tittel',
  sender: 'Avsender',
  received: 'Mottatt',
  status: 'Status',
  unread: 'Ulest',
  read: 'Åpnet',
  printed: 'Skrevet ut',
  open: 'Åpne brevet',
  show: 'Vis brevet',
  receiptWanted: 'Avsenderen ber om kvittering når du åpner brevet. Åpner du det, sendes kvitteringen.',
  notOpened: 'Brevet er ikke åpnet.',
  document: 'Dokument',
  download: 'Last ned',
  back: 'Tilbake',
  paperLetter: 'Brev på papir',
  missing: 'Finner ikke siden',
  missingText: 'Siden finnes ikke, eller brevet er ikke tilgjengelig ennå.'
}

/** All the words of one language. */
export type Texts = Readonly<Record<keyof typeof nb, string>>

const nn: Texts = {
  languageName: 'Nynorsk',
  siteName: 'Postkassa i sandkassa',
  notice: 'Dette er ei sandkasse. Personane finst ikkje, og breva er prøver.',
  skip: 'Hopp til innhaldet',
  language: 'Språk',
  people: 'Vel ei postkasse',
  searchLabel: 'Fødselsnummer eller d-nummer',
  searchHint: 'Berre syntetiske nummer finst her. Nummeret blir ikkje sendt i adressa.',
  searchButton: 'Finn postkassa',
  notFound: 'Fann inga slik postkasse.',
  withLetters: 'Postkasser med brev',
  examples: 'Døme på postkasser',
  nobody: 'Ingen har fått brev enno.',
  name: 'Namn',
  operator: 'Postkasse',
  letters: 'Brev',
  printShop: 'Utskriftstenesta',
  inbox: 'Innboks',
  empty: 'Ingen brev enno.',
  title: 'Tittel',
  sender: 'Avsendar',
  received: 'Motteke',
  status: 'Status',
  unread: 'Ulese',
  read: 'Opna',
  printed: 'Skrive ut',
  open: 'Opne brevet',
  show: 'Vis brevet',
  receiptWanted: 'Avsendaren ber om kvittering når du opnar brevet. Opnar du det, blir kvitteringa send.',
  notOpened: 'Brevet er ikkje opna.',
  document: 'Dokument',
  download: 'Last ned',
  back: 'Tilbake',
  paperLetter: 'Brev på papir',
  missing: 'Finn ikkje sida',
  missingText: 'Sida finst ikkje, eller brevet er ikkje tilgjengeleg enno.'
}

const en: Texts = {
  languageName: 'English',
  siteName: 'The sandbox mailbox',
  notice: 'This is a sandbox. The people do not exist, and the letters are trials.',
  skip: 'Skip to content',
  language: 'Language',
  people: 'Choose a mailbox',
  searchLabel: 'National identity number or D-number',
  searchHint: 'There are only synthetic numbers here. The number is not sent in the address.',
  searchButton: 'Find the mailbox',
  notFound: 'Found no such mailbox.',
  withLetters: 'Mailboxes with letters',
  examples: 'Examples of mailboxes',
  nobody: 'Nobody has got a letter yet.',
  name: 'Name',
  operator: 'Mailbox',
  letters: 'Letters',
  printShop: 'The print service',
  inbox: 'Inbox',
  empty: 'No letters yet.',
  title: 'Title',
  sender: 'Sender',
  received: 'Received',
  status: 'Status',
  unread: 'Unread',
  read: 'Opened',
  printed: 'Printed',
  open: 'Open the letter',
  show: 'Show the letter',
  receiptWanted: 'The sender asks for a receipt when you open the letter. If you open it, the receipt is sent.',
  notOpened: 'The letter has not been opened.',
  document: 'Document',
  download: 'Download',
  back: 'Back',
  paperLetter: 'Letter on paper',
  missing: 'Page not found',
  missingText: 'The page does not exist, or the letter is not available yet.'
}

/** The words of each language. */
export const texts: Readonly<Record<PageLanguage, Texts>> = { nb, nn, en }

/**
 * Chooses the language of a page: the one asked for in the address, else the browser's first that we have, else Bokmål.
 *
 * `no` means Bokmål.
 */
export function chooseLanguage (asked: string | undefined, acceptLanguage: string | undefined): PageLanguage {
  const wanted = [asked, ...(acceptLanguage ?? '').split(',').map(part => part.split(';')[0]?.trim().slice(0, 2).toLowerCase())]
  for (const code of wanted) {
    const found = pageLanguages.find(language => language === (code === 'no' ? 'nb' : code))
    if (found !== undefined) return found
  }
  return 'nb'
}
