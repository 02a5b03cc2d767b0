/** The moment a text names; undefined for none, or for words that name no moment. */
export function readDate (text: string | undefined): Date | undefined {
  const date = new Date(text ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
