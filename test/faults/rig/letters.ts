// The letters of a run: each with a key, a reference and a document of its own, so that it can be told apart in every ledger.
import { createHash } from 'node:crypto'

/** Whom letters of a run go to, as the sandbox tells of them. */
export interface Addressee {
  nationalIdentityNumber: string
  /** SHA-256 of the mailbox address, or of the name on the paper: what the sandbox's journal says of a recipient. */
  digest: string
}

/** One letter of the run. */
export interface RunLetter {
  number: number
  reference: string
  key: string
  addressee: Addressee
  document: Buffer
  /** SHA-256 of the document, hexadecimal. */
  sha256: string
}

/** A synthetic citizen of the sandbox. */
interface Citizen { nationalIdentityNumber: string, name: string, mailbox: { address: string } | null }

/** People with both kinds of mailbox, and some without: most letters are digital, some go on paper. */
const cases = [['eboks-plain', 480], ['digipost-plain', 420], ['no-mailbox', 200]] as const

/** Asks the sandbox for the people of a run. */
export async function readAddressees (sandboxUrl: string): Promise<Addressee[]> {
  const people = await Promise.all(cases.map(async ([name, limit]) => {
    const response = await fetch(`${sandboxUrl}/sandbox/people?case=${name}&limit=${limit}`)
    return (await response.json() as { people: Citizen[] }).people
  }))
  return people.flat().map(({ nationalIdentityNumber, name, mailbox }) => ({ nationalIdentityNumber, digest: digest(mailbox?.address ?? name) }))
}

/** The n-th letter of a run. The same run and number always make the same letter. */
export function runLetter (run: string, number: number, addressees: readonly Addressee[]): RunLetter {
  const addressee = addressees[number % addressees.length]
  if (addressee === undefined) throw new RangeError('Cannot make a letter: there is nobody to write to')
  const document = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
    + `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n% ${run}/${number} ${'.'.repeat(number % 1500)}\ntrailer<</Root 1 0 R>>\n%%EOF\n`)
  return { number, reference: `${run}/${number}`, key: `${run}-${number}`, addressee, document, sha256: digest(document) }
}

/** The letter in the JSON form of the API. */
export function bodyOf ({ reference, addressee, document }: RunLetter, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sender: '313000001',
    reference,
    recipient: { nationalIdentityNumber: addressee.nationalIdentityNumber },
    class: 'important',
    title: 'Melding om vedtak',
    language: 'nb',
    documents: [{ fileName: 'brev.pdf', mediaType: 'application/pdf', content: document.toString('base64') }],
    ...changes
  }
}

/** SHA-256, hexadecimal. */
export function digest (content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
