// Rows 1 to 5: a process ends at the worst moments.
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { FaultPoint } from '../../../../src/journey/fault-points.ts'
import { bodyOf, type RunLetter } from '../letters.ts'
import { percentile, recoveryTimes } from '../recovery.ts'
import type { Ground } from '../rig.ts'
import { clause, countOf, judged, repeatsOf, until, untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

const sealing: readonly FaultPoint[] = ['seal.begun', 'seal.signed', 'seal.encrypting', 'seal.encrypted', 'seal.stored', 'step.before-commit']

/** Arms a kill at each place, posts letters and waits for their ends. */
async function struckAt (
  ground: Ground, points: readonly FaultPoint[], count: number, more: (rig: RowRig) => Promise<RowResult>
): Promise<RowResult> {
  return withRig(ground, {}, async rig => {
    for (const post of rig.posts('work')) rig.fleet.expectDeaths(post)
    for (const point of points) rig.arm({ point, action: 'kill' })
    await rig.post(rig.letters(count))
    await until(() => Promise.resolve(rig.fleet.exits.kills.length), kills => kills >= points.length, 120)
    await untilEnded(rig)
    return more(rig)
  })
}

const recovery = (rig: RowRig): number => percentile(recoveryTimes(rig.places(), rig.fleet.exits.kills, []).afterKills, 0.99)

/** The rows. */
export const killRows: readonly Row[] = [
  {
    row: 1,
    fault: 'SIGKILL worker while sealing',
    target: 'lost 0; p99 recovery <= 60 s',
    run: ground => struckAt(ground, sealing, 60, async rig => {
      const { findings } = await judged(rig)
      const [kills, p99] = [rig.fleet.exits.kills.length, recovery(rig)]
      return { figure: `${kills} kills, ${clause(findings)}, p99 ${p99} ms`, isKept: kills === sealing.length && findings.length === 0 && p99 <= 60_000 }
    })
  },
  {
    row: 2,
    fault: 'SIGKILL between hand-over accepted and commit',
    target: 'duplicated 0; every doubt resolved, by a question or by the receipt',
    run: ground => struckAt(ground, ['send.answered', 'send.answered', 'send.answered'], 40, async rig => {
      const { findings, journals } = await judged(rig)
      const [kills, doubts] = [rig.fleet.exits.kills.length, countOf(journals, 'attempt.uncertain')]
      const open = await untilEnded(rig, 0)
      return {
        figure: `${kills} kills, ${doubts} asked about, the others proven by their receipt, ${open} without an end, ${clause(findings)}`,
        isKept: kills === 3 && open === 0 && findings.length === 0
      }
    })
  },
  {
    row: 3,
    fault: 'SIGKILL on either side of the commit that also acknowledges the job',
    target: 'extra sends 0',
    run: ground => struckAt(ground, ['step.before-commit', 'step.after-commit', 'step.before-commit', 'step.after-commit'], 40, async rig => {
      const { findings, journals } = await judged(rig)
      const extra = repeatsOf(journals)
      return { figure: `extra sends ${extra}, ${clause(findings)}`, isKept: extra === 0 && findings.length === 0 }
    })
  },
  { row: 4, fault: 'SIGKILL API after commit, before response', target: 'letters per key = 1', run: ground => withRig(ground, {}, answerKilled) },
  { row: 5, fault: 'SIGKILL API mid-upload, or the client cuts the connection', target: 'orphan bytes after 1 h = 0', run: ground => withRig(ground, {}, uploadKilled) }
]

async function answerKilled (rig: RowRig): Promise<RowResult> {
  for (const post of rig.posts('serve')) rig.fleet.expectDeaths(post)
  for (let strikes = 0; strikes < 5; strikes += 1) rig.arm({ point: 'accept.after-commit', action: 'kill' })
  const entries = await rig.post(rig.letters(40))
  await untilEnded(rig)
  const { findings } = await judged(rig)
  const [kills, repeats] = [rig.fleet.exits.kills.length, entries.filter(({ tries }) => tries.length > 1).length]
  const [stored] = await rig.query<{ letters: number }>('select count(*)::int as letters from letter')
  return {
    figure: `${kills} kills, ${repeats} posts repeated, ${stored?.letters ?? 0} letters of ${entries.length} keys, ${clause(findings)}`,
    isKept: kills === 5 && repeats >= 5 && stored?.letters === entries.length && findings.length === 0
  }
}

async function uploadKilled (rig: RowRig): Promise<RowResult> {
  for (const post of rig.posts('serve')) rig.fleet.expectDeaths(post)
  for (const letter of rig.letters(20)) await cutUpload(rig, letter)
  for (let strikes = 0; strikes < 3; strikes += 1) {
    rig.arm({ point: 'accept.stored', action: 'kill' })
    for (const letter of rig.letters(1)) await cutUpload(rig, letter, 1)
    await until(() => Promise.resolve(rig.fleet.exits.kills.length), kills => kills > strikes, 20)
    await Promise.all(rig.posts('serve').map(post => rig.fleet.ready(post)))
  }
  const [left] = await rig.query<{ letters: number, bytes: number }>(
    'select (select count(*)::int from letter) as letters, (select coalesce(sum(length(sealed)), 0)::int from content_chunk) as bytes')
  // An hour later, as far as the table tells.
  await rig.query('update content set staged_at = staged_at - interval \'61 minutes\' where linked_at is null')
  await rig.query('update duty set last_done_at = null where name = \'orphaned-content\'')
  for (const post of rig.posts('schedule')) rig.fleet.kill(post)
  const ask = async (): Promise<number> => (await rig.query<{ bytes: number }>('select coalesce(sum(length(sealed)), 0)::int as bytes from content_chunk'))[0]?.bytes ?? -1
  const bytes = await until(ask, found => found === 0, 90)
  return {
    figure: `visible ${left?.letters ?? -1}, orphan bytes ${left?.bytes ?? -1} at once and ${bytes} after 1 h`,
    isKept: left?.letters === 0 && left.bytes > 0 && bytes === 0
  }
}

/** Sends a share of a request's bytes and hangs up. */
async function cutUpload (rig: RowRig, letter: RunLetter, share = Math.random() * 0.95): Promise<void> {
  const body = JSON.stringify(bodyOf(letter))
  const request = Buffer.from(`POST /v1/letters HTTP/1.1\r\nhost: rig\r\nauthorization: Bearer sandbox\r\nidempotency-key: ${letter.key}\r\n`
    + `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  const socket = connect(Number(new URL(rig.urls()[0] ?? '').port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(request.subarray(0, Math.floor(request.length * share)))
  await pause(share === 1 ? 1_000 : 100)
  socket.destroy()
}
