/** The value below which so much of all lies, from 0 to 1; rounded to a hundredth. */
export function percentile (values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN) * 100) / 100
}
