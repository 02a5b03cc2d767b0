/** How a thing that was looked at stands: as it should, soon not so, or off. */
export type FindingLevel = 'ok' | 'warning' | 'failure'

/** One thing that was looked at. Holds nothing of a person and no secret: it is shown to operators and pasted into tickets. */
export interface Finding {
  /** A short name, such as `clock` or `certificate of the sender`. */
  check: string
  level: FindingLevel
  /** What was seen, such as `41 days left`. */
  detail: string
  /** What to do about it; there whenever something is off. */
  repair?: string
}

/** Reads a finding out of something unknown. */
export function readFinding (value: unknown): Finding | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!('check' in value && 'level' in value && 'detail' in value)) return undefined
  const { check, level, detail } = value
  if (typeof check !== 'string' || typeof detail !== 'string') return undefined
  if (level !== 'ok' && level !== 'warning' && level !== 'failure') return undefined
  return { check, level, detail, ...'repair' in value && typeof value.repair === 'string' && { repair: value.repair } }
}
