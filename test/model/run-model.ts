// Runs sequences of commands against journey and model. By itself it replays one: what the failing test prints.
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { bringHome, commands } from './commands.ts'
import { inDatabase, inMemory, type Keeper } from './keeper.ts'
import { aWorld, type Model } from './world.ts'

/** What is run where. A path is one sequence of a seed, a replay path what shrinking left of it. */
export interface ModelRun { where: 'memory' | 'database', runs: number, seed: number, path?: string, replayPath?: string }

/** What came of it. */
export interface ModelReport { sequences: number, seen: ReadonlySet<string>, failure: string | null }

/** Runs the sequences, and tells the first that broke a promise with the command that replays it. */
export async function runModel ({ where, runs, seed, path, replayPath }: ModelRun): Promise<ModelReport> {
  const shared = where === 'database' ? await inDatabase() : undefined
  const seen = new Set<string>()
  const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max', ...replayPath !== undefined && { replayPath } }), async list => {
    for (const what of await one(shared ?? inMemory(), list)) seen.add(what)
  })
  const result = await fc.check(property, { numRuns: runs, seed, ...path !== undefined && { path }, endOnFailure: path !== undefined })
  await shared?.close()
  const sequences = result.numRuns
  if (!result.failed) return { sequences, seen, failure: null }
  const sequence = fc.stringify(result.counterexample?.[0])
  const replay = /replayPath="([^"]*)"/.exec(sequence)?.[1] ?? ''
  const command = `node test/model/run-model.ts ${where} ${seed} ${result.counterexamplePath ?? ''} ${replay}`
  return { sequences, seen, failure: `${String(result.errorInstance)}\n${sequence}\nAgain: ${command}` }
}

async function one (keeper: Keeper, list: Iterable<fc.AsyncCommand<Model, ReturnType<typeof aWorld>>>): Promise<Set<string>> {
  const model: Model = { letter: undefined }
  const world = aWorld(keeper)
  await fc.asyncModelRun(() => ({ model, real: world }), list)
  await bringHome(model, world)
  return world.seen
}

if (!isMainThread) parentPort?.postMessage(await runModel(workerData as ModelRun))
else if (process.argv[1] === import.meta.filename) {
  const [where, seed, path, replayPath] = process.argv.slice(2)
  const report = await runModel({
    where: where === 'database' ? where : 'memory', runs: path === undefined ? 1000 : 1, seed: Number(seed),
    ...path !== undefined && { path }, ...replayPath !== undefined && { replayPath }
  })
  console.log(report.failure ?? `${report.sequences} sequences, no promise broken`)
  process.exitCode = report.failure === null ? 0 : 1
}
