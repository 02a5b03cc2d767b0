// The register changes its mind between lookup and hand-over, at random: nothing may be sent that the new facts forbid.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { test, type Test } from 'tap'
import { aStore, type TestStore } from '../support/a-store.ts'
import { dangers, flip, strike, type Keeper, type Outcome } from '../support/flips.ts'

const runs = 1000

/** All the runs in memory, in a thread of their own. */
async function inMemory (): Promise<Record<string, Outcome[]>> {
  const worker = new Worker(new URL('../support/flip-worker.ts', import.meta.url), { workerData: runs, execArgv: [] })
  const [outcomes] = await once(worker, 'message') as [Record<string, Outcome[]>]
  return outcomes
}

function inStore ({ records, registerCursors, statuses }: TestStore): Keeper {
  return {
    records,
    cursors: registerCursors,
    insert: async letter => {
      records.letters.begin(letter.id)
      await records.letters.insert(letter, 'lookup')
      records.letters.end(letter.id)
    },
    look: async id => await statuses.one(id, ['313000001']) ?? Promise.reject(new Error('there is no such letter'))
  }
}

/** None sent wrongly, and every letter where the new facts lead, with one hand-over or none. */
function safe (t: Test, ends: string, outcomes: readonly Outcome[]): void {
  t.equal(outcomes.filter(({ wrong }) => wrong > 0).length, 0, 'none sent wrongly')
  const sent = ends === 'needs_decision' || ends === 'undeliverable' ? 0 : 1
  t.strictSame([...new Set(outcomes.map(({ ended, sent }) => `${ended}, ${sent} sent`))], [`${ends}, ${sent} sent`])
  t.strictSame(outcomes.flatMap(({ unexpected }) => unexpected), [])
}

const thousands = inMemory()

for (const [name, { ends }] of Object.entries(dangers)) {
  test(`the recipient ${name} between lookup and hand-over: 0 wrong sends in ${runs} runs`, async t => {
    const outcomes = (await thousands)[name] ?? []
    t.equal(outcomes.length, runs)
    safe(t, ends, outcomes)
  })
}

test('the recipient changes in every dangerous way between lookup and hand-over, over the real store: 0 wrong sends', async t => {
  const store = await aStore()
  for (const [name, { ends }] of Object.entries(dangers)) safe(t, ends, await strike(name, 2, () => inStore(store)))
})

test('the proof above can fail: without a second look and without the feed every one is sent wrongly', async t => {
  const store = await aStore()
  for (const danger of Object.values(dangers)) {
    t.equal((await flip(inStore(store), { danger, flipAt: 'sealed', toldAt: 'never', registerMaxAgeMs: 3_600_000 })).wrong, 1)
  }
})
