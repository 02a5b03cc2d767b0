/** A source of chance that says the same for the same seed, on every machine. */
export interface Chance {
  /** A whole number from 0 up to, not including, `limit`. */
  below (limit: number): number
  /** One of the values. */
  pick<T> (values: readonly T[]): T
}

/**
 * Makes a seeded source of chance (mulberry32: 32 bits of state, good enough to scatter test people, never for keys).
 *
 * @param seed any whole number
 */
export function seeded (seed: number): Chance {
  let state = seed >>> 0
  const below = (limit: number): number => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return {
    below,
    pick: values => {
      const value = values[below(values.length)]
      if (value === undefined) throw new RangeError('Cannot pick from an empty list')
      return value
    }
  }
}
