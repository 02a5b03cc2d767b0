// The log as a chain that anyone can compute anew: who keeps one number with its chain can tell whether anything up to it was changed since.

/** One event as it is told for good. */
export interface AuditEntry {
  number: number
  /** The very text that is hashed: a JSON array of number, letter id or null, type, time in UTC with microseconds, data. */
  entry: string
  /** Hexadecimal SHA-256 of the chain before and the SHA-256 of `entry`; null for events numbered before there was a chain. */
  chain: string | null
}

/** How far the chain was computed anew. */
export interface AuditPlace {
  checked: number
  /** At that number, hexadecimal. */
  chain: string
}

/** What computing a piece of it came to. */
export interface AuditProof extends AuditPlace {
  /** Events up to this one were numbered before there was a chain, and are not in it. */
  outside: number
  /** The last number that has a chain. All is computed when it is reached. */
  end: number
  /** The first number that is not what it was: changed, missing, or beyond an end that is not where it was. Null when all of the piece holds. */
  broken: number | null
}
