import { test } from 'tap'
import type { Lane } from '../../src/letter/lane.ts'
import type { PauseScope } from '../../src/letter/pause.ts'
import { letIn, roomOf, startDispatcher, type DispatcherPorts } from '../../src/queue/dispatcher.ts'
import { queueNames, stepOf } from '../../src/queue/jobs.ts'

const taxes = { sender: '313000001', class: 'information' } as const
const school = { sender: '313000028', class: 'decision' } as const

/** A waiting room with these lanes. `made` are the jobs that were made, as sender and priority. */
function aRoom (lanes: Lane[], changes: Partial<DispatcherPorts> = {}): { ports: DispatcherPorts, made: [string, number][] } {
  const made: [string, number][] = []
  const ports: DispatcherPorts = {
    queue: { enqueue: async steps => { for (const step of steps) made.push(['sender' in step ? String(step.sender) : '', step.priority ?? 0]) } },
    transaction: work => work(),
    takeTurn: async () => true,
    lanes: async () => lanes,
    admit: async shares => shares.flatMap(({ queue, sender, class: letterClass, share }) => Array.from({ length: share }, (_, place) => ({
      letterId: `${sender}/${place}`, step: stepOf(queue), channel: queue === 'send.print' ? 'print' as const : null, sender, class: letterClass, round: 0
    }))),
    pauses: async () => [],
    now: () => new Date(0),
    ...changes
  }
  return { ports, made }
}

test('every queue has room', async t => {
  t.strictSame(queueNames.filter(name => (roomOf[name] ?? 0) <= 0), [])
})

test('letIn() fills the room of a queue and no more', async t => {
  const { ports, made } = aRoom([{ queue: 'seal', ...taxes, inside: 390, outside: 2000 }])
  t.equal((await letIn(ports)).length, 10)
  t.equal(made.length, 10)
})

test('letIn() puts the one letter of a small sender before the many that are inside', async t => {
  const { ports, made } = aRoom([{ queue: 'seal', ...taxes, inside: 398, outside: 2000 }, { queue: 'seal', ...school, inside: 0, outside: 1 }])
  await letIn(ports)
  t.strictSame(made, [['313000001', -398], ['313000028', 0]])
})

test('letIn() counts queues apart', async t => {
  const { ports, made } = aRoom([{ queue: 'seal', ...taxes, inside: 400, outside: 9 }, { queue: 'follow', ...taxes, inside: 0, outside: 2 }])
  await letIn(ports)
  t.equal(made.length, 2)
})

test('letIn() counts and lets in no more than 500 of a lane at a look, however many wait', async t => {
  const asked: number[] = []
  const lanes: DispatcherPorts['lanes'] = async (_now, most) => {
    asked.push(most)
    return [{ queue: 'lookup', ...taxes, inside: 0, outside: Math.min(most, 100_000) }]
  }
  t.equal((await letIn(aRoom([], { lanes }).ports)).length, 500)
  t.strictSame(asked, [500])
})

const stops: [string, Partial<PauseScope>, string, number][] = [
  ['a sender', { sender: taxes.sender }, 'lookup', 0], ['a class', { class: 'information' }, 'seal', 0], ['everything', {}, 'send.print', 0],
  ['a channel, from being sent', { channel: 'print' }, 'send.print', 0], ['a channel, but not from being sealed', { channel: 'print' }, 'seal', 3],
  ['another channel, not', { channel: 'eboks' }, 'send.print', 3], ['another sender, not', { sender: school.sender }, 'lookup', 3],
  ['a sender, but not from being asked about', { sender: taxes.sender }, 'follow', 3], ['everything, but not from its ladder', {}, 'ladder', 3]
]

for (const [what, scope, queue, expected] of stops) {
  test(`letIn() with a pause: ${what} (${queue})`, async t => {
    const pauses = async (): Promise<PauseScope[]> => [{ channel: null, sender: null, class: null, ...scope }]
    const { ports, made } = aRoom([{ queue, ...taxes, inside: 0, outside: 3 }], { pauses })
    await letIn(ports)
    t.equal(made.length, expected)
  })
}

test('letIn() leaves it to who is at it', async t => {
  const { ports, made } = aRoom([{ queue: 'seal', ...taxes, inside: 0, outside: 9 }], { takeTurn: async () => false })
  t.strictSame([await letIn(ports), made], [[], []])
})

test('startDispatcher() tells when letters were let in', async t => {
  const told = Promise.withResolvers<undefined>()
  const { ports } = aRoom([{ queue: 'seal', ...taxes, inside: 0, outside: 1 }])
  const dispatcher = startDispatcher(ports, {
    pollMs: 3_600_000, restMs: 0, mayBegin: async () => true, onAdmitted: () => { told.resolve(undefined) },
    onError: error => { t.fail(String(error)) }, onRecovered: () => {}
  })
  await told.promise
  await dispatcher.stop()
})

test('startDispatcher() lets nobody in while this process may not say what is due', async t => {
  const asked = Promise.withResolvers<undefined>()
  const { ports, made } = aRoom([{ queue: 'seal', ...taxes, inside: 0, outside: 1 }])
  const dispatcher = startDispatcher(ports, {
    pollMs: 3_600_000, restMs: 0, mayBegin: async () => { asked.resolve(undefined); return false }, onAdmitted: () => { t.fail('let in') },
    onError: error => { t.fail(String(error)) }, onRecovered: () => {}
  })
  await asked.promise
  await dispatcher.stop()
  t.strictSame(made, [])
})
