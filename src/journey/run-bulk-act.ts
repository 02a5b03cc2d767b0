// Doing an action over many letters: some letters at a time, each in a transaction of its own together with its outcome. A process that dies
// leaves the others to the next one.
import type { BulkAct, LetterOutcome } from '../letter/act.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { asError, GatewayError, isStoreShut } from '../letter/gateway-error.ts'
import type { LetterId } from '../letter/letter.ts'
import type { NewOverride } from '../letter/override.ts'
import { actOn, isObstacle } from './act-on.ts'
import { askRegisters, silent, type Addressees } from './address-step.ts'
import type { BulkActs } from './bulk-records.ts'
import { conclude, type Conclusion } from './conclusion.ts'
import { forbidden, redirected } from './decide.ts'
import { isStillSelected, obstacleTo, refusalOf } from './may-act.ts'
import type { Claim, Records } from './records.ts'
import type { Rooms } from './rooms.ts'
import type { Surprises } from './surprises.ts'

/** What doing an action needs. */
export interface RunPorts {
  bulkActs: BulkActs
  records: Records
  rooms: Rooms
  /** The same from round to round. */
  surprises: Surprises
  now: () => Date
  newId: () => string
}

/** Letters taken at a time: one question to the registers, where they are asked. */
const pieceSize = 200

/** Letters worked on at the same time. */
const abreast = 4

/** The duty gives its turn back after so long, in milliseconds. */
const roundMs = 20_000

/**
 * Works on all actions that run, a piece of each in turn, until nothing is left or the round is over. One that fails waits for the next round,
 * and keeps no other waiting.
 *
 * @throws the first failure, when the others are done
 */
export async function runBulkActs (ports: RunPorts): Promise<void> {
  const { bulkActs, surprises, now } = ports
  const end = now().getTime() + roundMs
  const failures: Error[] = []
  const over = new Set<string>()
  const toDo = async (): Promise<BulkAct[]> => {
    const running = await bulkActs.running()
    surprises.keepOnly(running.map(({ id }) => id))
    return running.filter(({ id }) => !over.has(id))
  }
  for (let actions = await toDo(); actions.length > 0 && now().getTime() < end; actions = await toDo()) {
    for (const action of actions) {
      const letters = await runPiece(ports, action).catch((error: unknown) => { failures.push(asError(error, 'Cannot work on an action')) })
      if (letters === undefined || letters === 0) over.add(action.id)
    }
  }
  for (const failure of failures) throw failure
}

/** Tells how many letters there were to act on now. */
async function runPiece (ports: RunPorts, action: BulkAct): Promise<number> {
  const letterIds = await ports.bulkActs.waiting(action.id, pieceSize, ports.surprises.resting(action.id))
  if (letterIds.length === 0) {
    await ports.bulkActs.finish(action.id, ports.now())
    return 0
  }
  const addressees = action.act === 'redirect' ? await whoIsMeant(ports, letterIds) : undefined
  const waiting = [...letterIds]
  const failures: Error[] = []
  const lane = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const failure = await actOnOne(ports, action, id, addressees).then(() => undefined, (error: unknown) => asError(error, 'Cannot act on a letter'))
      if (failure === undefined) continue
      failures.push(failure)
      // Without the database the others fare no better. Anything else is that letter's.
      if (isStoreShut(failure)) waiting.length = 0
    }
  }
  await Promise.all(Array.from({ length: abreast }, lane))
  const [first] = failures
  if (first !== undefined) throw first
  return letterIds.length
}

/** A register that is down makes the whole action wait. Letters that cannot be opened or taken have no addressee, and fail each for itself. */
async function whoIsMeant (ports: RunPorts, letterIds: readonly LetterId[]): Promise<Addressees> {
  const { records } = ports
  const claims: Claim[] = []
  const surprising = new Map<LetterId, Error>()
  for (const id of letterIds) {
    const claim = await records.transaction(() => records.letters.lock(id)).catch((error: unknown) => {
      if (isStoreShut(error)) throw error
      if (codeOf(error) === undefined) surprising.set(id, asError(error, 'Cannot take a letter'))
    })
    if (claim !== undefined) claims.push(claim)
  }
  const addressees = await askRegisters(ports, claims)
  return letter => {
    const failure = surprising.get(letter.id)
    if (failure !== undefined) throw failure
    return addressees(letter)
  }
}

/** Does the act and writes down what became of the letter; or, where it fails for good, that it failed. */
async function actOnOne (ports: RunPorts, action: BulkAct, letterId: LetterId, addressees?: Addressees): Promise<void> {
  const { bulkActs, records, surprises } = ports
  try {
    await records.transaction(async () => {
      const outcome = await attempt(ports, action, letterId, addressees)
      // Another process was faster: nothing of ours may stay.
      if (!await bulkActs.settle(action.id, letterId, outcome)) throw new GatewayError('ERR_STORE_STALE_CLAIM', 'Cannot act on the letter: it was done')
    })
  } catch (error) {
    if (isStoreShut(error)) throw error
    const code = codeOf(error)
    if (code === undefined && !surprises.isLast(action.id, letterId)) throw error
    if (code !== 'ERR_STORE_STALE_CLAIM') await bulkActs.settle(action.id, letterId, { kind: 'failed', state: null, code: code ?? 'ERR_HTTP_INTERNAL' })
  }
}

/** The code of what fails again however often it is tried; undefined of what nobody has a name for. */
function codeOf (error: unknown): ErrorCode | undefined {
  if (error instanceof RangeError) return 'ERR_HTTP_NOT_FOUND'
  return error instanceof GatewayError ? error.code : undefined
}

async function attempt (ports: RunPorts, action: BulkAct, letterId: LetterId, addressees?: Addressees): Promise<LetterOutcome> {
  const { records, now } = ports
  const { act, client, by, reason, id: actionId } = action
  const claim = await records.letters.lock(letterId)
  const attempts = await records.attempts.ofLetter(letterId)
  const { state } = claim
  // Hours may lie between the order and its approval: a letter that somebody has moved since is not what was counted.
  if (!isStillSelected(action.selection, claim)) return { kind: 'skipped', state, code: 'ERR_ACTION_STATE' }
  const obstacle = obstacleTo(act, state, attempts)
  if (obstacle !== undefined) return { kind: 'skipped', state, code: refusalOf(act, obstacle).code }
  const letter = { claim, attempts, at: now(), told: { client, action: actionId } }
  if (act !== 'redirect') {
    const result = actOn(records, act, letter)
    if (isObstacle(result)) throw new RangeError('Cannot act on a letter that has an obstacle')
    await records.acts.insert(letterId, { act, from: state, client, at: letter.at, by, reason, actionId })
    return finished(ports, claim, result)
  }
  const found = addressees?.(claim.letter) ?? silent()
  if (found instanceof GatewayError) throw found
  const wish: NewOverride = { action: 'route', channel: action.channel ?? 'print', client, by, reason, at: letter.at }
  const refused = forbidden(ports, claim, attempts, found, wish)
  if (refused !== undefined) return { kind: 'skipped', state, code: 'ERR_DECIDE_FORBIDDEN' }
  return finished(ports, claim, redirected(ports, await records.overrides.insert(letterId, wish), claim, attempts))
}

async function finished ({ records }: RunPorts, claim: Claim, conclusion: Conclusion): Promise<LetterOutcome> {
  await conclude(records, claim, conclusion)
  return { kind: 'acted' }
}
