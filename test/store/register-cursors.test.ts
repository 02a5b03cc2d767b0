import { test } from 'tap'
import type { LetterState } from '../../src/letter/states.ts'
import { route } from '../../src/route/route.ts'
import { acceptedAt, aStore, moveLetter, storeLetter, type TestStore } from '../support/a-store.ts'
import { aPerson, facts } from '../support/facts.ts'

const later = (minutes: number): Date => new Date(acceptedAt.getTime() + minutes * 60_000)
const person = (nationalIdentityNumber: string): { recipient: { kind: 'person', nationalIdentityNumber: string } } =>
  ({ recipient: { kind: 'person', nationalIdentityNumber } })

/** A store whose cursor of the population register stands at 7. */
async function started (): Promise<TestStore> {
  const store = await aStore()
  await store.registerCursors.start('population-register', '7', acceptedAt)
  return store
}

test('read() knows nothing of a register that was never watched', async t => {
  const { registerCursors } = await started()
  t.equal(await registerCursors.read('contact-register'), undefined)
  t.strictSame(await registerCursors.read('population-register'), { position: '7', stuckSince: null })
})

test('start() leaves a cursor alone that is there already', async t => {
  const { registerCursors } = await started()
  await registerCursors.start('population-register', '9', later(1))
  t.equal((await registerCursors.read('population-register'))?.position, '7')
})

test('move() moves a cursor from where it was read, once', async t => {
  const { registerCursors } = await started()
  const moved = await Promise.all(['8', '9'].map(to => registerCursors.move('population-register', '7', to, later(1))))
  t.strictSame(moved.toSorted(), [false, true])
  t.equal((await registerCursors.read('population-register'))?.position, moved[0] ? '8' : '9')
})

test('noteStuck() keeps the first moment, until the cursor moves', async t => {
  const { registerCursors } = await started()
  await registerCursors.noteStuck('population-register', later(1))
  await registerCursors.noteStuck('population-register', later(2))
  t.strictSame((await registerCursors.read('population-register'))?.stuckSince, later(1))
  await registerCursors.move('population-register', '7', '8', later(3))
  t.equal((await registerCursors.read('population-register'))?.stuckSince, null)
})

test('waiting() finds the letters of many people by the digest of their numbers', async t => {
  const store = await aStore()
  const ids = [(await storeLetter(store)).id, (await storeLetter(store)).id, (await storeLetter(store, person('04864803089'))).id]
  await storeLetter(store, person('21814298277'))
  t.strictSame(await store.registerCursors.waiting(['20914695016', '04864803089']), ids.toSorted())
  t.strictSame(await store.registerCursors.waiting([]), [])
})

const waits = { routed: true, sealed: true, held: true, needs_decision: true, dispatched: false, delivered: false, withdrawn: false }

for (const [state, found] of Object.entries(waits)) {
  test(`waiting() ${found ? 'finds' : 'leaves out'} a letter that is ${state}`, async t => {
    const store = await aStore()
    const { id } = await storeLetter(store)
    await moveLetter(store, id, state as LetterState)
    t.strictSame(await store.registerCursors.waiting(['20914695016']), found ? [id] : [])
  })
}

test('waiting() finds a letter by the number in use, where it came with a superseded one', async t => {
  const store = await aStore()
  const letter = await storeLetter(store)
  const superseded = facts({ person: aPerson({ nationalIdentityNumber: '04864803089', isSuperseded: true }) })
  await store.records.decisions.insert(letter.id, route(letter, superseded, acceptedAt), superseded, acceptedAt)
  for (const number of ['04864803089', '20914695016']) t.strictSame(await store.registerCursors.waiting([number]), [letter.id])
})
