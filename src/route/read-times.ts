import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { GatewayError } from '../letter/gateway-error.ts'
import { quietUntil } from './quiet-hours.ts'
import { timesSchema, type QuietHours, type Times } from './times.ts'

type File = Static<typeof timesSchema>

/** Longer than any holidays: hours that leave no moment in so long leave none. */
const mostQuietMs = 14 * 24 * 60 * 60 * 1000

/**
 * Reads a file of times.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming every mistake by its place at once, never a value
 */
export function readTimes (text: string, now: Date): Times {
  const value = parsed(text)
  if (!Value.Check(timesSchema, value)) throw invalid([...new Set(Value.Errors(timesSchema, value).map(problem))])
  const mistakes = mistakesOf(value, now)
  if (mistakes.length > 0) throw invalid(mistakes)
  const windows = (value.windows ?? []).map(row => ({ ...row, from: new Date(row.from), to: new Date(row.to) }))
  return { quietHours: value.quietHours ?? [], windows }
}

/** What the schema does not say. */
function mistakesOf ({ quietHours = [], windows = [] }: File, now: Date): string[] {
  return [
    ...repeats('/quietHours', quietHours),
    ...repeats('/windows', windows),
    ...quietHours.flatMap(({ from, to }, index) => from === to ? [`/quietHours/${index}/to is the same as from: the whole day is from 00:00 to 24:00`] : []),
    ...isEndless(quietHours, now) ? ['/quietHours together leave no time for a hand-over'] : [],
    ...windows.flatMap(({ from, to }, index) => Date.parse(from) < Date.parse(to) ? [] : [`/windows/${index}/to is not after from`])
  ]
}

/** Whether some sender's letters of some class would wait for ever. */
function isEndless (rows: readonly QuietHours[], now: Date): boolean {
  const senders = new Set([undefined, ...rows.map(({ sender }) => sender)])
  const classes = new Set([undefined, ...rows.map(row => row.class)])
  return [...senders].some(sender => [...classes].some(letterClass => {
    const own = rows.filter(row => (row.sender ?? sender) === sender && (row.class ?? letterClass) === letterClass)
    const until = quietUntil(own, now)
    return until !== undefined && until.getTime() - now.getTime() > mostQuietMs
  }))
}

function repeats (place: string, rows: readonly { id: string }[]): string[] {
  return rows.flatMap((row, index) => rows.findIndex(({ id }) => id === row.id) < index ? [`${place}/${index}/id stands on an earlier row too`] : [])
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the file.
    throw invalid(['it is not JSON'])
  }
}

function problem ({ instancePath, message }: { instancePath: string, message: string }): string {
  return `${instancePath === '' ? 'the file' : instancePath} ${message}`
}

function invalid (mistakes: readonly string[]): GatewayError {
  return new GatewayError('ERR_CONFIG_INVALID', `Cannot use the times: ${mistakes.join('; ')}`)
}
