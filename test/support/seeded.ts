/** Numbers from 0 up to 1, the same every time (mulberry32). */
export function seeded (seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = (once + Math.imul(once ^ (once >>> 7), once | 61)) ^ once
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32
  }
}
