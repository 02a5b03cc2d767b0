// The big run: letters under load, blows in between, and afterwards three ledgers held against each other.
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '../../support/seeded.ts'
import { check, type Finding } from './check.ts'
import { postAll, type ClientEntry } from './client.ts'
import { readDatabase, readSandbox, type Journals } from './journals.ts'
import { runLetter, type RunLetter } from './letters.ts'
import { drawPlan, strikeAll, type Measure } from './nemesis.ts'
import { recoveryTimes, type Recovery } from './recovery.ts'
import { startRig, type Ground, type Rig } from './rig.ts'

/** What is asked for. */
export interface RunOptions extends Measure { letters: number, seed: number }

/** Everything that came of a run. */
export interface RunResult {
  options: RunOptions
  findings: Finding[]
  recovery: Recovery
  /** Letters that a fault met, and that came to their one end all the same. */
  recovered: number
  /** Letters that still wait, with a next step. */
  waiting: number
  /** Letters that stopped for a person, by why. */
  held: Map<string, number>
  failedStarts: number
  unhandledExits: Rig['fleet']['exits']['unhandled']
  kills: number
  databaseStops: number
  /** Places that at least one process came by. */
  reached: Set<string>
  seconds: number
}

/** Tells people how far it is. */
export type Tell = (line: string) => void

const endStates = '(\'delivered\', \'opened\', \'returned\', \'held\', \'needs_decision\', \'undeliverable\', \'withdrawn\')'
/** A run in which nothing comes to an end any more for so long is over, in milliseconds. */
const standstillMs = 240_000

/** So many letters are on their way at once at most: a case system that posts faster than anybody can send only measures its own speed. */
const mostUnderWay = 1_500

/** Runs it. */
export async function randomRun (ground: Ground, options: RunOptions, tell: Tell): Promise<RunResult> {
  const begun = Date.now()
  // The test authority's word holds for two seconds; asking it again and again is a load of its own, and no part of this.
  const env = { POSTBUD_POOL_SIZE: '12', POSTBUD_REVOCATION: 'off' }
  const rig = await startRig(ground, { sizes: { serve: 2, work: 3, schedule: 2 }, env })
  const random = seeded(options.seed)
  const plan = drawPlan(options, random)
  const progress = { accepted: 0, ended: 0, isOver: false }
  const share = (): number => (progress.accepted + progress.ended) / 2 / options.letters
  const mayBegin = (): boolean => progress.isOver || progress.accepted - progress.ended < mostUnderWay
  const client = { urls: rig.urls, random, cutShare: 0.01, repeatShare: 0.01, mayBegin }
  const load = postAll(allLetters(rig, options), 16, client, () => { progress.accepted += 1 })
  const nemesis = strikeAll(rig, plan, share, () => progress.isOver)
  const watching = watch(rig, progress, options.letters, line => { tell(`${line}, kills ${rig.fleet.exits.kills.length}`) })
  await watching
  progress.isOver = true
  const entries = await load
  const { databaseBackAt } = await nemesis
  await rig.setSandboxFaults([])
  await untilStill(rig)
  const result = await judge(rig, entries, options, databaseBackAt)
  await rig.stop()
  return { ...result, seconds: Math.round((Date.now() - begun) / 1000) }
}

function* allLetters (rig: Rig, { letters, seed }: RunOptions): Generator<RunLetter> {
  for (let number = 0; number < letters; number += 1) yield runLetter(`f${seed}`, number, rig.addressees)
}

/** Asks the database once a second how many letters have come to an end, until all have or nothing moves any more. */
async function watch (rig: Rig, progress: { accepted: number, ended: number }, letters: number, tell: Tell): Promise<void> {
  let lastMove = Date.now()
  while (progress.ended < letters && Date.now() - lastMove < standstillMs) {
    await pause(1_000)
    const [row] = await rig.query<{ ended: number }>(`select count(*)::int as ended from letter where state in ${endStates}`).catch(() => [])
    const ended = row?.ended ?? progress.ended
    if (ended !== progress.ended) lastMove = Date.now()
    progress.ended = ended
    tell(`accepted ${progress.accepted}, ended ${ended} of ${letters}`)
  }
}

/** Receipts of paper come in two, and what was killed last is started again: the ledgers are read when nothing is under way any more. */
async function untilStill (rig: Rig): Promise<void> {
  for (let quiet = 0, before = -1, tries = 0; quiet < 3 && tries < 60; tries += 1) {
    await pause(1_500)
    const [row] = await rig.query<{ events: number }>('select count(*)::int as events from letter_event').catch(() => [])
    quiet = row?.events === before ? quiet + 1 : 0
    before = row?.events ?? before
  }
  await Promise.all(rig.fleet.posts.map(post => rig.fleet.ready(post)))
}

async function judge (rig: Rig, client: ClientEntry[], options: RunOptions, databaseBackAt: number[]): Promise<Omit<RunResult, 'seconds'>> {
  await numberEvents(rig)
  const journals: Journals = { client, sandbox: await readSandbox(rig.sandboxUrl), database: await readDatabase(rig.databaseUrl) }
  const places = rig.places()
  const { exits } = rig.fleet
  const recovery = recoveryTimes(places, exits.kills, databaseBackAt)
  const findings = check(journals)
  return {
    options,
    findings,
    recovery,
    recovered: countRecovered(journals, recovery, findings),
    waiting: journals.database.letters.filter(({ state }) => !endStates.includes(`'${state}'`)).length,
    held: await heldByCode(rig),
    failedStarts: exits.failedStarts,
    unhandledExits: exits.unhandled,
    kills: exits.kills.length,
    databaseStops: databaseBackAt.length,
    reached: new Set(places.map(({ point }) => point))
  }
}

async function heldByCode (rig: Rig): Promise<Map<string, number>> {
  const rows = await rig.query<{ code: string, count: number }>('select reason_code as code, count(*)::int as count from letter where state = \'held\' group by 1')
  return new Map(rows.map(({ code, count }) => [code, count]))
}

/** Events get their numbers from a scheduler, and when the feed is read. */
async function numberEvents (rig: Rig): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const [url = ''] = rig.urls()
    await fetch(`${url}/v1/events?after=0`, { headers: { authorization: 'Bearer sandbox' } })
    const [row] = await rig.query<{ left: number }>('select count(*)::int as left from letter_event where number is null')
    if (row?.left === 0) return
    await pause(1_000)
  }
}

/** Letters whose holder died, whose answer was lost on its way to the client, or that were in doubt, and with which nothing is wrong. */
function countRecovered ({ client, database, sandbox }: Journals, { held }: Recovery, findings: readonly Finding[]): number {
  const ids = new Set(held)
  for (const { tries, ids: named } of client) if (tries.some(status => status === 0)) for (const id of named) ids.add(id)
  for (const { type, letterId } of database.events) if (type === 'attempt.uncertain' && letterId !== null) ids.add(letterId)
  const letterOf = new Map(database.attempts.map(({ messageId, letterId }) => [messageId, letterId]))
  for (const { repeats, messageId } of sandbox) if (repeats > 0) ids.add(letterOf.get(messageId) ?? messageId)
  for (const { id } of findings) ids.delete(id)
  return ids.size
}
