// How long one urgent decision takes while a hundred thousand other letters wait and are carried.
import { setTimeout as pause } from 'node:timers/promises'
import { startRig, type Ground } from '../../test/faults/rig/rig.ts'
import { formOf, postLetter } from './caller.ts'
import { percentile } from './percentile.ts'
import { startSink } from './sink.ts'
import { openStock, storeLetters } from './stock.ts'

const everyMs = 200

/**
 * Measures the time from acceptance to hand-over of urgent letters, posted one after another behind so many others: the 99th percentile in
 * milliseconds.
 */
export async function measureUrgent (ground: Ground, others: number, urgent: number): Promise<number> {
  const sink = await startSink()
  const env = { POSTBUD_ACCESS_POINT_URL: sink.url, POSTBUD_REVOCATION: 'off', RIG_POINTS: 'none' }
  const rig = await startRig(ground, { sizes: { serve: 1, work: 0, schedule: 0 }, env, overSocket: true })
  const stock = await openStock(rig.databaseUrl, rig.folder)
  try {
    const people = rig.addressees
    await storeLetters(stock, others, index => ({
      class: 'information', recipient: { kind: 'person', nationalIdentityNumber: people[index % people.length]?.nationalIdentityNumber ?? '' }
    }))
    await rig.fleet.add('work-1', 'work')
    await sink.until(200)
    const [url = ''] = rig.urls()
    for (let index = 0; index < urgent; index += 1) {
      const addressee = people[index % people.length]
      if (addressee !== undefined) await postLetter(url, formOf({ bytes: 50_000, class: 'decision' }, addressee))
      await pause(everyMs)
    }
    return percentile(await delays(stock, urgent), 0.99)
  } finally {
    await stock.close()
    await rig.stop()
    await sink.stop()
  }
}

/** Waits until all of them have left. */
async function delays ({ database }: Awaited<ReturnType<typeof openStock>>, urgent: number): Promise<number[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    const rows = await database.query(
      `select extract(epoch from handed_over_at - accepted_at) * 1000 as ms from letter join attempt on letter_id = letter.id
       where class = 'decision' and handed_over_at is not null`)
    if (rows.length >= urgent) return rows.map(({ ms }) => Number(ms))
    await pause(100)
  }
  throw new Error('an urgent letter has not left after a minute')
}
