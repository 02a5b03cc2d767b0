// What a run shows while it goes on, on stderr: a bar for eyes, lines for a log.
import { SingleBar } from 'cli-progress'
import { rowsPerSecond, type Tally } from './tally.ts'

/** Follows a run. */
export interface Progress {
  start (tally: Tally): void
  /** After every row. */
  update (tally: Tally): void
  stop (): void
}

/** Where progress goes, and how it may look. */
export interface ProgressOptions {
  stream: NodeJS.WritableStream
  isTerminal: boolean
  color: boolean
}

/** A bar on a terminal, plain lines everywhere else. */
export function createProgress (options: ProgressOptions): Progress {
  return options.isTerminal ? bar(options) : lines(options.stream)
}

function bar ({ stream, color }: ProgressOptions): Progress {
  const drawing = color ? '\u001b[32m{bar}\u001b[0m' : '{bar}'
  const format = `${drawing} {value}/{total} rows | {refused} refused | {rate} rows/s | {eta_formatted} left`
  // The run itself listens to Ctrl-C: the bar must not.
  const single = new SingleBar({ stream, format, barCompleteChar: '█', barIncompleteChar: '░', barsize: 30, etaBuffer: 100, hideCursor: true, gracefulExit: false })
  return {
    start: tally => { single.start(tally.total, doneOf(tally), payloadOf(tally)) },
    update: tally => { single.update(doneOf(tally), payloadOf(tally)) },
    stop: () => { single.stop() }
  }
}

/** A line when the run starts, then one every ten percent or every ten seconds, whichever comes first. */
function lines (stream: NodeJS.WritableStream): Progress {
  let last = { done: 0, seconds: 0 }
  const write = (tally: Tally) => {
    last = { done: doneOf(tally), seconds: tally.seconds }
    stream.write(`${last.done}/${tally.total} rows, ${tally.refused.length} refused, ${rowsPerSecond(tally)} rows/s${remaining(tally)}\n`)
  }
  return {
    start: write,
    update: tally => { if (isTime(tally, last)) write(tally) },
    stop: () => {}
  }
}

function isTime (tally: Tally, last: { done: number, seconds: number }): boolean {
  return doneOf(tally) - last.done >= Math.max(1, Math.ceil(tally.total / 10)) || tally.seconds - last.seconds >= 10
}

function remaining (tally: Tally): string {
  const rate = rowsPerSecond(tally)
  return rate > 0 && tally.left > 0 ? `, about ${Math.ceil(tally.left / rate)} s left` : ''
}

function doneOf ({ total, left }: Tally): number {
  return total - left
}

function payloadOf (tally: Tally): object {
  return { refused: tally.refused.length, rate: rowsPerSecond(tally) }
}
