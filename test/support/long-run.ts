/** `TEST_LONG=1` runs every case of the suites that take a part of them in a normal run. */
export const isLongRun = process.env.TEST_LONG === '1'

/** Every one in a long run; otherwise each n-th, beginning with a given one. */
export function* eachNth<Case> (cases: Iterable<Case>, nth: number, first = 0): Generator<Case> {
  let index = 0
  for (const one of cases) if (isLongRun || index++ % nth === first % nth) yield one
}
