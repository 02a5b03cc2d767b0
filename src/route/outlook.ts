import { channels, type Channel } from '../letter/choice.ts'
import type { LetterClass, OrganizationNumber } from '../letter/letter.ts'
import type { Outlook, WindowOutlook } from '../letter/outlook.ts'
import { isPaused, type PauseScope } from '../letter/pause.ts'
import type { VolumeWindow } from './times.ts'

/** Letters of one kind that have not left, and from when they may if that is not now; without a channel before one is chosen. */
interface Waiting { sender: OrganizationNumber, class: LetterClass, channel: Channel | null, count: number, from?: Date }

/** How things stand, for looking ahead. */
export interface Pace {
  waiting: readonly Waiting[]
  /** What is stopped, each until a moment or, with null, until somebody resumes it. */
  pauses: readonly (PauseScope & { until: Date | null })[]
  /** Hand-overs a minute lately. */
  perMinute: Readonly<Record<Channel, number>>
  /** Letters handed in for each window so far, by its id. */
  accepted: ReadonlyMap<string, number>
}

const minuteMs = 60_000

/** How long a window that is over is still told of, in milliseconds. */
const afterglowMs = 24 * 60 * minuteMs

/** What must not leave for longer than this is no part of what is ahead, in milliseconds. */
const aheadMs = 24 * 60 * minuteMs

/** The windows worth telling of: open, ahead, or over since a day. */
export function currentWindows (windows: readonly VolumeWindow[], now: Date): VolumeWindow[] {
  return windows.filter(({ to }) => to.getTime() > now.getTime() - afterglowMs)
}

/** Looks ahead. Pure: no promise, but the pace of late, kept up. */
export function lookAhead (windows: readonly VolumeWindow[], how: Pace, now: Date): Outlook {
  const { perMinute, accepted } = how
  const waiting = how.waiting.filter(({ from = now }) => from.getTime() <= now.getTime() + aheadMs)
  const total = channels.reduce((sum, channel) => sum + perMinute[channel], 0)
  const lane = (channel: Channel | null, pace: number): Outlook['lanes'][number] => {
    const rows = waiting.filter(row => channel === null || row.channel === channel)
    const soon = sum(rows.filter(({ from }) => from !== undefined))
    return { channel, waiting: sum(rows) - soon, soon, perMinute: pace, finishesAt: goneBy(rows.map(row => ({ from: now, ...row })), pace, how, now) }
  }
  // Whoever waits shares what leaves: one of many gets no more than a part of it.
  const lines = new Set(waiting.map(row => `${row.sender}/${row.class}`)).size
  return {
    at: now,
    lanes: [lane(null, total), ...channels.map(channel => lane(channel, perMinute[channel]))],
    windows: windows.map(window => outlookOf(window, { ...how, waiting }, accepted.get(window.id) ?? 0, total / Math.max(1, lines), now))
  }
}

function outlookOf (window: VolumeWindow, how: Pace, accepted: number, pace: number, now: Date): WindowOutlook {
  const { id, sender, class: letterClass, from, to, letters: expected } = window
  const rows = how.waiting.filter(row => row.sender === sender && row.class === (letterClass ?? row.class))
  const waiting = sum(rows)
  const toCome = now < to ? Math.max(0, expected - accepted) : 0
  const coming = { sender, class: letterClass ?? null, channel: null, count: toCome, from: from > now ? from : now }
  const gone = goneBy([...rows.map(row => ({ from: now, ...row })), coming], pace, how, now)
  // Who still comes may come at the last moment.
  const finishesAt = gone !== null && toCome > 0 && gone < to ? to : gone
  return { id, sender, class: letterClass ?? null, from, to, expected, accepted, waiting, finishesAt }
}

/** Letters that may leave from a moment on, unless they are stopped. A class that is null is every class. */
interface Leaving extends PauseScope { count: number, from: Date }

/** When all of these are gone: those that may leave first go first, and what is paused when its pauses are over. Null where nobody knows. */
function goneBy (all: readonly Leaving[], perMinute: number, { pauses }: Pace, now: Date): Date | null {
  let at = now.getTime()
  const starts = all.filter(({ count }) => count > 0).map(one => ({ count: one.count, at: goesOnAt(one, pauses) }))
  for (const start of starts.toSorted((a, b) => a.at - b.at)) at = Math.max(at, start.at) + start.count / perMinute * minuteMs
  return Number.isFinite(at) ? new Date(Math.ceil(at)) : null
}

/** From when nothing stops these any more, in milliseconds since 1970; infinitely late where somebody must resume them. */
function goesOnAt (leaving: Leaving, pauses: Pace['pauses']): number {
  const stopping = pauses.filter(pause => isPaused(pause, leaving)).map(({ until }) => until?.getTime() ?? Infinity)
  return Math.max(leaving.from.getTime(), ...stopping)
}

function sum (rows: readonly { count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}
