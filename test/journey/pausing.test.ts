import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { endPausing, pausesOf, startPausing, type PausingPorts } from '../../src/journey/pausing.ts'
import type { Pause } from '../../src/letter/pause.ts'
import { acceptedAt, aStore } from '../support/a-store.ts'

const senders = ['313000001']
const day = 24 * 60 * 60 * 1000

async function aRoom (): Promise<{ ports: PausingPorts, clock: { now: Date }, started: (input: object) => Promise<Pause> }> {
  const { records } = await aStore()
  const clock = { now: acceptedAt }
  const ports = { records, now: () => clock.now, newId: randomUUID }
  return {
    ports,
    clock,
    started: async input => {
      const result = await startPausing(ports, { reason: 'Stans', by: 'Kari', ...input }, 'desk', senders)
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems))
      return result.answer
    }
  }
}

test('endPausing() keeps who ended a pause and why, and it can be seen for 30 days', async t => {
  const { ports, clock, started } = await aRoom()
  const pause = await started({ channel: 'print' })
  t.strictSame([await pausesOf(ports, senders), await pausesOf(ports, senders, 'ended')], [[pause], []])
  const grounds = { by: 'Ola', reason: 'Trykkeriet er i gang' }
  const ended = { ...pause, ended: { at: acceptedAt, ...grounds } }
  t.strictSame(await endPausing(ports, pause.id, grounds, 'desk', senders), { kind: 'answered', answer: ended })
  t.strictSame([await pausesOf(ports, senders), await pausesOf(ports, senders, 'ended')], [[], [ended]])
  clock.now = new Date(acceptedAt.getTime() + 30 * day)
  t.strictSame(await pausesOf(ports, senders, 'ended'), [])
})

test('pausesOf() tells of a pause whose time was up that nobody ended it, and of no other sender\'s', async t => {
  const { ports, clock, started } = await aRoom()
  const until = new Date(acceptedAt.getTime() + 60_000)
  const pause = await started({ sender: '313000001', until: until.toISOString() })
  clock.now = until
  t.strictSame(await pausesOf(ports, senders, 'ended'), [{ ...pause, ended: { at: until, by: null, reason: null } }])
  t.strictSame(await pausesOf(ports, ['999999999'], 'ended'), [])
})

test('endPausing() demands a reason, and ends nothing that is not there', async t => {
  const { ports, started } = await aRoom()
  const { id } = await started({})
  t.match(await endPausing(ports, id, { by: 'Ola' }, 'desk', senders), { kind: 'refused', problems: [{ field: '/reason' }] })
  t.equal(await endPausing(ports, randomUUID(), { by: 'Ola', reason: 'x' }, 'desk', senders), undefined)
})
