import { readMoment } from './available-from.ts'
import { distinctTitles } from './distinct-titles.ts'
import type { DocumentDraft, LetterDraft } from './letter-draft.ts'
import type { LetterInput } from './letter-schema.ts'
import { notificationTexts } from './notification-texts.ts'
import { toPostalAddress } from './postal-address.ts'
import type { PostalAddress, Recipient } from '../letter/letter.ts'

/** Turns input that passed every check into a draft, with a value for each thing the caller left to us. */
export function toDraft (input: LetterInput, returnAddress: PostalAddress): LetterDraft {
  const { deadlineWorkingDays, ignoreQuietHours } = input
  return {
    sender: input.sender,
    reference: input.reference,
    ...input.batch !== undefined && { batch: input.batch },
    recipient: toRecipient(input.recipient),
    class: input.class,
    title: input.title,
    language: input.language,
    securityLevel: input.securityLevel ?? 4,
    ...momentOf('availableFrom', input.availableFrom),
    ...momentOf('sendAfter', input.sendAfter),
    ...momentOf('deadlineBy', input.deadlineBy),
    ...deadlineWorkingDays !== undefined && { deadlineWorkingDays },
    ...ignoreQuietHours !== undefined && { ignoreQuietHours },
    openingReceipt: input.openingReceipt ?? false,
    // Day 0 and a week later: what others who send by this channel ask for.
    notification: { ...notificationTexts[input.language], repeatDays: [0, 7], ...input.notification },
    print: { color: input.print?.color ?? 'black-and-white', undeliverable: input.print?.undeliverable ?? 'return', returnAddress },
    ...input.invoiceReference !== undefined && { invoiceReference: input.invoiceReference },
    documents: toDocuments(input)
  }
}

function momentOf<Name extends string> (name: Name, text: string | undefined): Partial<Record<Name, Date>> {
  const moment = text === undefined ? undefined : readMoment(text)
  const named: Partial<Record<Name, Date>> = {}
  if (moment !== undefined) named[name] = moment
  return named
}

function toRecipient ({ nationalIdentityNumber, organizationNumber, address }: LetterInput['recipient']): Recipient {
  if (organizationNumber !== undefined) return { kind: 'organization', organizationNumber, ...address !== undefined && { address: toPostalAddress(address) } }
  if (address !== undefined) return { kind: 'address', address: toPostalAddress(address) }
  if (nationalIdentityNumber !== undefined) return { kind: 'person', nationalIdentityNumber }
  throw new TypeError('Cannot make a draft: the input was not checked')
}

/** The main document is the letter, so it has the letter's title; an attachment is called what its file is called. */
function toDocuments ({ documents, title }: LetterInput): DocumentDraft[] {
  const titles = distinctTitles(documents.map((document, number) =>
    document.title ?? (number === 0 ? title : document.fileName.replace(/\.[^.]+$/, ''))))
  return documents.map((document, number) => toDocument(document, number, titles[number] ?? title))
}

function toDocument (document: LetterInput['documents'][number], number: number, title: string): DocumentDraft {
  return {
    number,
    fileName: document.fileName,
    title,
    mediaType: document.mediaType.toLowerCase(),
    ...document.pages !== undefined && { pages: document.pages },
    ...document.content !== undefined && { content: document.content }
  }
}
