// A case system, as small as one can be: posts letters and asks about them.
import { eventually, type Running } from './running.ts'

/** What a synthetic citizen of the sandbox is, as far as tests need it. */
export interface Citizen {
  id: string
  nationalIdentityNumber: string
  name: string
  mailbox: { provider: string, address: string, page: string } | null
}

/** A letter's status as the API gives it. */
export interface Status {
  id: string
  state: string
  channel: string | null
  reason: { code: string } | null
  attempts: { state: string, messageId: string, receiver: string }[]
}

/** One entry of the log. */
export interface Logged { number: number, type: string, letterId: string, data: Record<string, unknown> }

/** The smallest whole PDF that asks for A4. */
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
  + '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

/** The citizens of one case of the population. */
export async function citizens ({ sandboxUrl }: Pick<Running, 'sandboxUrl'>, name: string): Promise<Citizen[]> {
  const response = await fetch(`${sandboxUrl}/sandbox/people?case=${name}`)
  return (await response.json() as { people: Citizen[] }).people
}

/** A letter in the JSON form of the API. */
export function aLetterInput (recipient: Record<string, unknown>, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sender: '313000001',
    reference: '2026/17',
    recipient,
    class: 'important',
    title: 'Melding om vedtak',
    language: 'nb',
    documents: [{ fileName: 'brev.pdf', mediaType: 'application/pdf', content: pdf.toString('base64') }],
    ...changes
  }
}

/** Posts a letter; a key of its own unless one is given. */
export function post ({ url }: Pick<Running, 'url'>, letter: Record<string, unknown>, key: string = crypto.randomUUID()): Promise<Response> {
  return fetch(`${url}/v1/letters`, {
    method: 'POST',
    headers: { 'authorization': 'Bearer sandbox', 'idempotency-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(letter)
  })
}

/** Posts a letter that must be taken, and gives its id. */
export async function accepted (running: Pick<Running, 'url'>, letter: Record<string, unknown>): Promise<string> {
  const response = await post(running, letter)
  if (response.status !== 201) throw new Error(`Cannot go on: the letter was answered ${response.status} ${await response.text()}`)
  return (await response.json() as { id: string }).id
}

/** Reads something of the API. */
export async function read<T> ({ url }: Pick<Running, 'url'>, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: 'Bearer sandbox' } })
  return await response.json() as T
}

/** Waits until a letter is in a state, and gives it. */
export function reaches (running: Pick<Running, 'url'>, id: string, state: string, seconds = 20): Promise<Status> {
  return eventually(async () => {
    const status = await read<Status>(running, `/v1/letters/${id}`)
    return status.state === state ? status : undefined
  }, seconds)
}

/** Types of a letter's events, in order. */
export async function eventTypes (running: Pick<Running, 'url'>, id: string): Promise<string[]> {
  return (await read<{ events: Logged[] }>(running, `/v1/letters/${id}/events`)).events.map(({ type }) => type)
}

/** Sets a fault of the sandbox. */
export async function setFault ({ sandboxUrl }: Pick<Running, 'sandboxUrl'>, fault: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${sandboxUrl}/sandbox/faults`, {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify([fault])
  })
  if (!response.ok) throw new Error(`Cannot set the fault: ${response.status} ${await response.text()}`)
}
