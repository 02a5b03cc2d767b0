import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Pause } from '../../src/letter/pause.ts'
import { acceptedAt, aStore } from '../support/a-store.ts'

const later = (minutes: number): Date => new Date(acceptedAt.getTime() + minutes * 60_000)

const grounds = { by: 'Kari Saksbehandler', reason: 'the print shop has room' }

function aPause (changes: Partial<Pause> = {}): Pause {
  return {
    id: randomUUID(), kind: 'person', channel: 'print', sender: null, class: 'decision', reason: 'the print shop is full', by: 'sender',
    since: acceptedAt, until: null, ...changes
  }
}

test('inForce() gives what was stored, until it is over or ended', async t => {
  const { records: { pauses } } = await aStore()
  const [open, timed] = [aPause(), aPause({ channel: null, sender: '313000001', until: later(5), since: later(1) })]
  for (const pause of [open, timed]) await pauses.insert(pause)
  t.strictSame(await pauses.inForce(later(4)), [open, timed])
  t.strictSame(await pauses.inForce(later(5)), [open])
  t.equal(await pauses.end(open.id, grounds, later(6)), true)
  t.strictSame(await pauses.inForce(later(6)), [])
})

test('end() ends nothing twice, nothing that is over, and nothing unknown', async t => {
  const { records: { pauses } } = await aStore()
  const [open, timed] = [aPause(), aPause({ until: later(5) })]
  for (const pause of [open, timed]) await pauses.insert(pause)
  t.strictSame([await pauses.end(open.id, grounds, later(6)), await pauses.end(open.id, grounds, later(6))], [true, false])
  t.strictSame([await pauses.end(timed.id, grounds, later(6)), await pauses.end('none', grounds, later(6))], [false, false])
})

test('ended() tells who ended a pause and why, or that its time was up, the last first', async t => {
  const { records: { pauses } } = await aStore()
  const [open, timed, running] = [aPause(), aPause({ until: later(5) }), aPause()]
  for (const pause of [open, timed, running]) await pauses.insert(pause)
  await pauses.end(open.id, grounds, later(6))
  t.strictSame(await pauses.ended(acceptedAt, later(6)), [{ ...open, ended: { at: later(6), ...grounds } }, timed])
  t.strictSame([await pauses.ended(acceptedAt, later(4)), await pauses.ended(later(6), later(9))], [[], []])
})

test('ended() tells of a pause that the version before ended', async t => {
  const { database, records: { pauses } } = await aStore()
  const pause = aPause()
  await pauses.insert(pause)
  await database.query('update pause set ended_at = $2, ended_by = $3 where id = $1', [pause.id, later(1), 'Kari'])
  t.strictSame(await pauses.ended(acceptedAt, later(2)), [{ ...pause, ended: { at: later(1), by: 'Kari', reason: null } }])
})

test('end() keeps who and why under the key', async t => {
  const { database, records: { pauses } } = await aStore()
  const pause = aPause()
  await pauses.insert(pause)
  await pauses.end(pause.id, grounds, later(1))
  const [row] = await database.query('select (to_jsonb(pause) - \'ended_grounds\')::text as plain, ended_grounds as sealed from pause where id = $1', [pause.id])
  t.notMatch(JSON.stringify(row?.plain), /Kari|has room/)
  t.ok(row?.sealed instanceof Uint8Array && !/Kari|has room/.test(Buffer.from(row.sealed).toString('latin1')))
})

test('leaveAlone() prolongs what a channel wished before, and never shortens it', async t => {
  const { records: { pauses } } = await aStore()
  const first = randomUUID()
  await pauses.leaveAlone(first, 'eboks', later(10), 'ERR_DISPATCH_UNAVAILABLE', acceptedAt)
  await pauses.leaveAlone(randomUUID(), 'eboks', later(5), 'ERR_DISPATCH_UNAVAILABLE', later(1))
  t.match(await pauses.inForce(later(2)), [{ id: first, kind: 'channel', channel: 'eboks', by: null, until: later(10), since: acceptedAt }])
  await pauses.leaveAlone(randomUUID(), 'eboks', later(30), 'ERR_DISPATCH_UNAVAILABLE', later(20))
  t.match(await pauses.inForce(later(21)), [{ until: later(30), since: later(20) }])
})
