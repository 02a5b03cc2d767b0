// Random lives of a letter: calls, jobs, receipts, decisions, deaths and stale workers in any order, each held to a small model of a letter.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { test, type Test } from 'tap'
import { letterMoves } from '../../src/letter/states.ts'
import { isLongRun } from '../support/long-run.ts'
import type { ModelReport, ModelRun } from './run-model.ts'

/** In a thread without tap's hooks, which make a thousand runs slow. */
async function lives (run: ModelRun): Promise<ModelReport> {
  const worker = new Worker(new URL('run-model.ts', import.meta.url), { workerData: run, execArgv: [] })
  const [report] = await once(worker, 'message') as [ModelReport]
  return report
}

// Another seed every day would find more, and fail on somebody who changed nothing.
const seed = 20_261_122

const troubles = ['a stale worker', 'a worker that died with the letter in hand', 'a worker that went on', 'a worker that died while it went on']

async function keepsThePromise (t: Test, run: ModelRun): Promise<ReadonlySet<string>> {
  const { sequences, failure, seen } = await lives(run)
  t.equal(failure, null)
  t.equal(sequences, run.runs)
  return seen
}

test('no promise is broken in a thousand lives of a letter, and every state and doubt was met', async t => {
  const seen = await keepsThePromise(t, { where: 'memory', runs: isLongRun ? 100_000 : 1000, seed })
  // `addressed` is only passed within a transaction, and nothing withdraws letters in these lives.
  const states = Object.keys(letterMoves).filter(state => state !== 'addressed' && state !== 'withdrawn')
  for (const state of states) t.ok(seen.has(state), state)
  for (const state of ['planned', 'sealed', 'handing_over', 'uncertain', 'handed_over', 'delivered', 'refused']) {
    t.ok(seen.has(`first attempt ${state}`) && seen.has(`later attempt ${state}`), `attempt ${state}`)
  }
  for (const trouble of troubles) t.ok(seen.has(trouble), trouble)
})

test('no promise is broken over the real tables with their fences', async t => {
  const seen = await keepsThePromise(t, { where: 'database', runs: isLongRun ? 2000 : 25, seed: seed + 1 })
  for (const trouble of troubles) t.ok(seen.has(trouble), trouble)
})
