// Rows 29 and 35: parties that answer something else than they should, or nothing.
import { setTimeout as pause } from 'node:timers/promises'
import { clause, judged, repeatsOf, until, untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

const noSchedule = { sizes: { serve: 1, work: 2, schedule: 0 } }

/** The rows. */
export const channelRows: readonly Row[] = [
  { row: 29, fault: 'access point says 200 with a web page', target: 'false "sent" 0', run: ground => withRig(ground, noSchedule, webPage) },
  { row: 35, fault: 'registers down at lookup', target: 'wrong channel 0', run: ground => withRig(ground, {}, registersDown) }
]

async function webPage (rig: RowRig): Promise<RowResult> {
  await rig.setSandboxFaults([{ target: 'access-point', kind: 'html', status: 200, count: 20 }])
  const entries = await rig.post(rig.letters(20))
  // Who reads receipts would use the faults up: it comes when no page is left.
  await until(async () => (await rig.query('select 1 from letter where failures > 0')).length, failed => failed > 0, 60)
  await rig.fleet.add('schedule-1', 'schedule')
  const open = await untilEnded(rig)
  const { journals, findings } = await judged(rig)
  const falsely = findings.filter(({ rule }) => rule === 'handed over but never received').length
  return {
    figure: `false "sent" ${falsely}, ${open} of ${entries.length} letters without an end, sent again ${repeatsOf(journals)} times, ${clause(findings)}`,
    isKept: open === 0 && findings.length === 0
  }
}

async function registersDown (rig: RowRig): Promise<RowResult> {
  const down = ['krr', 'folkeregisteret'].map(target => ({ target, kind: 'status', status: 503 }))
  await rig.setSandboxFaults(down)
  const letters = rig.letters(1200)
  // Every fortieth, so that all three ways are among them.
  const entries = await rig.post(letters.filter(({ number }) => number % 40 === 0))
  await pause(20_000)
  const [decided] = await rig.query<{ letters: number }>('select count(*)::int as letters from letter where state <> \'received\'')
  await rig.setSandboxFaults([])
  const open = await untilEnded(rig)
  const { findings } = await judged(rig)
  const wrong = findings.filter(({ rule }) => rule === 'wrong recipient').length
  return {
    figure: `${decided?.letters ?? -1} decided while nobody answered, wrong channel ${wrong}, ${open} of ${entries.length} without an end, ${clause(findings)}`,
    isKept: decided?.letters === 0 && open === 0 && findings.length === 0
  }
}
