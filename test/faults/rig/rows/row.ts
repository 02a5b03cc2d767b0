// What a row of the fault table is to the rig, and what most rows do: start a rig, post letters, wait for their ends, hold the ledgers together.
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '../../../support/seeded.ts'
import { check, type Finding } from '../check.ts'
import { postAll, type ClientEntry, type ClientOptions } from '../client.ts'
import { readDatabase, readSandbox, type Journals } from '../journals.ts'
import { runLetter, type RunLetter } from '../letters.ts'
import { startRig, type Ground, type Rig, type RigOptions } from '../rig.ts'

/** What a row came to. */
export interface RowResult {
  figure: string
  isKept: boolean
}

/** One row of the fault table. */
export interface Row {
  /** Its number in the table. */
  row: number
  fault: string
  target: string
  run: (ground: Ground) => Promise<RowResult>
}

/** A rig and the letters of one row. */
export interface RowRig extends Rig {
  /** The next letters of the row. */
  letters: (count: number) => RunLetter[]
  post: (letters: readonly RunLetter[], options?: Partial<ClientOptions>) => Promise<ClientEntry[]>
  /** All that was posted so far. */
  posted: ClientEntry[]
}

/** The smallest whole gateway. */
export const smallFleet = { serve: 1, work: 2, schedule: 1 }

/** Starts a rig for one row and stops it afterwards, whatever happens. */
export async function withRig<T> (ground: Ground, options: Partial<RigOptions>, work: (rig: RowRig) => Promise<T>): Promise<T> {
  const rig = await startRig(ground, { sizes: smallFleet, ...options })
  const random = seeded(7)
  let next = 0
  const posted: ClientEntry[] = []
  try {
    return await work({
      ...rig,
      posted,
      letters: count => Array.from({ length: count }, () => runLetter('row', next++, rig.addressees)),
      post: async (letters, more = {}) => {
        const entries = await postAll(letters, 8, { urls: rig.urls, random, ...more })
        posted.push(...entries)
        return entries
      }
    })
  } finally {
    await rig.stop()
  }
}

/** Posts so many letters a second until the function it gives is called, which waits for the last. */
export function postOn (rig: RowRig, perSecond: number): () => Promise<void> {
  const over = new AbortController()
  const posting: Promise<unknown>[] = []
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      posting.push(rig.post(rig.letters(1)))
      await pause(1_000 / perSecond)
    }
  }
  const running = run()
  return async () => {
    over.abort()
    await running
    await Promise.all(posting)
  }
}

const ends = '(\'delivered\', \'opened\', \'returned\', \'held\', \'needs_decision\', \'undeliverable\', \'withdrawn\')'

/** Waits until every letter has come to its end, or so many seconds; gives how many have not. */
export async function untilEnded (rig: Rig, seconds = 240): Promise<number> {
  const asked = `select count(*)::int as open from letter where state not in ${ends}`
  return await until(async () => (await rig.query<{ open: number }>(asked).catch(() => []))[0]?.open, open => open === 0, seconds) ?? -1
}

/** Asks until the answer will do, or so many seconds; gives the last answer. */
export async function until<T> (ask: () => Promise<T>, isEnough: (answer: T) => boolean, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (isEnough(answer) || Date.now() > end) return answer
    await pause(250)
  }
}

/** The three ledgers as they are now, and what is wrong with them. */
export async function judged (rig: RowRig): Promise<{ journals: Journals, findings: Finding[] }> {
  const [url] = rig.urls()
  if (url !== undefined) await fetch(`${url}/v1/events?after=0`, { headers: { authorization: 'Bearer sandbox' } })
  const journals = { client: rig.posted, sandbox: await readSandbox(rig.sandboxUrl), database: await readDatabase(rig.databaseUrl) }
  return { journals, findings: check(journals) }
}

/** Findings in one clause: none, or how many by which rule. */
export function clause (findings: readonly Finding[]): string {
  if (findings.length === 0) return 'lost 0, duplicated 0, unexpected 0'
  return [...Map.groupBy(findings, ({ verdict, rule }) => `${verdict} (${rule})`)].map(([name, found]) => `${name} ${found.length}`).join(', ')
}

/** How often something was written to the log. */
export function countOf ({ database }: Journals, type: string): number {
  return database.events.filter(event => event.type === type).length
}

/** How often messages came to the access point again. */
export function repeatsOf ({ sandbox }: Journals): number {
  return sandbox.reduce((sum, { repeats }) => sum + repeats, 0)
}
