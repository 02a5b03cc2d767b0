import { channels, type Channel } from '../letter/choice.ts'
import type { LetterClass, OrganizationNumber } from '../letter/letter.ts'
import type { Outlook, WindowOutlook } from '../letter/outlook.ts'
import type { VolumeWindow } from './times.ts'

/** How things stand, for looking ahead. */
export interface Pace {
  /** Letters that might leave now and have not, by sender and class; without a channel before one is chosen. */
  waiting: readonly { sender: OrganizationNumber, class: LetterClass, channel: Channel | null, count: number }[]
  /** Hand-overs a minute lately. */
  perMinute: Readonly<Record<Channel, number>>
  /** Letters handed in for each window so far, by its id. */
  accepted: ReadonlyMap<string, number>
}

const minuteMs = 60_000

/** How long a window that is over is still told of, in milliseconds. */
const afterglowMs = 24 * 60 * minuteMs

/** The windows worth telling of: open, ahead, or over since a day. */
export function currentWindows (windows: readonly VolumeWindow[], now: Date): VolumeWindow[] {
  return windows.filter(({ to }) => to.getTime() > now.getTime() - afterglowMs)
}

/** Looks ahead. Pure: no promise, but the pace of late, kept up. */
export function lookAhead (windows: readonly VolumeWindow[], { waiting, perMinute, accepted }: Pace, now: Date): Outlook {
  const total = channels.reduce((sum, channel) => sum + perMinute[channel], 0)
  const lane = (channel: Channel | null, pace: number): Outlook['lanes'][number] => {
    const count = sum(waiting.filter(row => channel === null || row.channel === channel))
    return { channel, waiting: count, perMinute: pace, finishesAt: after(count, pace, now) }
  }
  // Whoever waits shares what leaves: one of many gets no more than a part of it.
  const lines = new Set(waiting.map(row => `${row.sender}/${row.class}`)).size
  return {
    at: now,
    lanes: [lane(null, total), ...channels.map(channel => lane(channel, perMinute[channel]))],
    windows: windows.map(window => outlookOf(window, waiting, accepted.get(window.id) ?? 0, total / Math.max(1, lines), now))
  }
}

function outlookOf (window: VolumeWindow, all: Pace['waiting'], accepted: number, pace: number, now: Date): WindowOutlook {
  const { id, sender, class: letterClass, from, to, letters: expected } = window
  const waiting = sum(all.filter(row => row.sender === sender && row.class === (letterClass ?? row.class)))
  const toCome = now < to ? Math.max(0, expected - accepted) : 0
  const begin = toCome > 0 && from > now ? from : now
  const gone = after(waiting + toCome, pace, begin)
  // Who still comes may come at the last moment.
  const finishesAt = gone !== null && toCome > 0 && gone < to ? to : gone
  return { id, sender, class: letterClass ?? null, from, to, expected, accepted, waiting, finishesAt }
}

function after (count: number, perMinute: number, now: Date): Date | null {
  if (count === 0) return now
  return perMinute === 0 ? null : new Date(now.getTime() + Math.ceil(count / perMinute * minuteMs))
}

function sum (rows: readonly { count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}
