// A case system under load: posts each letter with its own Idempotency-Key, and repeats whatever got no answer until it gets one.
import { setTimeout as pause } from 'node:timers/promises'
import { bodyOf, type RunLetter } from './letters.ts'

/** What became of one letter, as its sender knows. */
export interface ClientEntry {
  reference: string
  key: string
  sha256: string
  addressee: string
  /** Every id a 2xx named: one, if all is well. */
  ids: string[]
  /** Status of each try; 0 where no answer came. */
  tries: number[]
}

/** How a client posts. */
export interface ClientOptions {
  urls: () => readonly string[]
  /** A number from 0 up to 1. */
  random: () => number
  /** Share of tries whose connection the client itself cuts. */
  cutShare?: number
  /** Share of letters that are posted once more after a 2xx. */
  repeatShare?: number
  mostTries?: number
  /** False while no new letter shall be begun. */
  mayBegin?: () => boolean
}

/** A letter on its way in. */
interface Errand { letter: RunLetter, entry: ClientEntry, dueAt: number }

/** Conflict, overload, trouble and a standstill of our own pass; the rest is the sender's own mistake. */
function isRefusal (status: number): boolean {
  return status >= 400 && status < 500 && status !== 409 && status !== 408 && status !== 429
}

async function tryOnce (letter: RunLetter, { urls, random, cutShare = 0 }: ClientOptions): Promise<{ status: number, id?: string }> {
  const all = urls()
  const url = all[Math.floor(random() * all.length)] ?? ''
  const signals = [AbortSignal.timeout(30_000), ...random() < cutShare ? [AbortSignal.timeout(Math.ceil(random() * 40))] : []]
  try {
    const response = await fetch(`${url}/v1/letters`, {
      method: 'POST',
      headers: { 'authorization': 'Bearer sandbox', 'idempotency-key': letter.key, 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(letter)),
      signal: AbortSignal.any(signals)
    })
    const text = await response.text()
    return { status: response.status, ...response.status === 201 && { id: (JSON.parse(text) as { id: string }).id } }
  } catch {
    return { status: 0 }
  }
}

/** One try. Gives when to try again; undefined when the letter is taken, or refused for good. */
async function attempt ({ letter, entry }: Errand, options: ClientOptions): Promise<number | undefined> {
  const { random, repeatShare = 0, mostTries = 400 } = options
  const { status, id } = await tryOnce(letter, options)
  entry.tries.push(status)
  if (id !== undefined && !entry.ids.includes(id)) entry.ids.push(id)
  const isDone = status === 201 ? random() >= repeatShare : isRefusal(status)
  if (isDone || entry.tries.length >= mostTries) return undefined
  return status === 201 ? Date.now() : Date.now() + 50 + random() * Math.min(100 * 2 ** Math.min(entry.tries.length, 5), 2_000)
}

/**
 * Posts many letters side by side. One that must be tried again waits apart, so that it holds up no other. `onTaken` is told of each that is done.
 */
export async function postAll (
  letters: Iterable<RunLetter>, abreast: number, options: ClientOptions, onTaken: (entry: ClientEntry) => void = () => {}
): Promise<ClientEntry[]> {
  const entries: ClientEntry[] = []
  const fresh = letters[Symbol.iterator]()
  const waiting: Errand[] = []
  let inHand = 0
  let isEmpty = false
  const next = (): Errand | undefined => {
    const due = waiting.findIndex(({ dueAt }) => dueAt <= Date.now())
    if (due >= 0) return waiting.splice(due, 1)[0]
    if (isEmpty || options.mayBegin?.() === false) return undefined
    const one = fresh.next()
    isEmpty = one.done === true
    return one.done === true ? undefined : { letter: one.value, entry: entryOf(one.value), dueAt: 0 }
  }
  const lane = async (): Promise<void> => {
    for (;;) {
      const errand = next()
      if (errand === undefined && isEmpty && waiting.length === 0 && inHand === 0) return
      if (errand === undefined) { await pause(20); continue }
      inHand += 1
      const again = await attempt(errand, options).finally(() => { inHand -= 1 })
      if (again !== undefined) { waiting.push({ ...errand, dueAt: again }); continue }
      entries.push(errand.entry)
      onTaken(errand.entry)
    }
  }
  await Promise.all(Array.from({ length: abreast }, lane))
  return entries
}

function entryOf ({ reference, key, sha256, addressee: { digest } }: RunLetter): ClientEntry {
  return { reference, key, sha256, addressee: digest, ids: [], tries: [] }
}

/** Posts one letter until it is taken or refused for good. */
export async function postUntilTaken (letter: RunLetter, options: ClientOptions): Promise<ClientEntry> {
  const [entry] = await postAll([letter], 1, options)
  return entry ?? entryOf(letter)
}
