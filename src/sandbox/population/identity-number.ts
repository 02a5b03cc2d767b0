/** What is added to the birth date, by the rules of Folkeregisteret and of Tenor (Skatteetaten's test data). */
export interface NumberKind {
  /** D-number: the day is raised by 40. */
  isDNumber: boolean
}

const weights1 = [3, 7, 6, 1, 8, 9, 4, 5, 2]
const weights2 = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]

/**
 * Writes a synthetic identity number: birth date with the month raised by 80, three digits of serial, two check digits.
 *
 * The checksum runs over the digits as written, month + 80 included. A number of this kind can belong to nobody.
 *
 * @param birthDate `YYYY-MM-DD`
 * @param serial 0 to 999; below 500 for births before 2000, so that ages can be told in the old way too
 * @returns undefined when the check digit would be 10: such numbers are never issued
 */
export function syntheticNumber (birthDate: string, serial: number, kind: NumberKind): string | undefined {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  const digits = `${pad(Number(day) + (kind.isDNumber ? 40 : 0), 2)}${pad(Number(month) + 80, 2)}${year.slice(2)}${pad(serial, 3)}`
  const first = checkDigit(digits, weights1)
  const second = checkDigit(`${digits}${first}`, weights2)
  return first === 10 || second === 10 ? undefined : `${digits}${first}${second}`
}

/** Modulo 11 as used before 2032: the weighted sum with its check digit is divisible by 11. */
function checkDigit (digits: string, weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return (11 - (sum % 11)) % 11
}

function pad (value: number, length: number): string {
  return String(value).padStart(length, '0')
}
