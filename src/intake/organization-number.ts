const weights = [3, 2, 7, 6, 5, 4, 3, 2]

/**
 * Tells whether nine digits are a possible organization number (*organisasjonsnummer*).
 *
 * Modulus 11: the control digit is 11 - r, 0 when r = 0, and never issued when that gives 10. Any first digit passes: real ones start with
 * 8 or 9, synthetic ones with 2 or 3.
 */
export function isOrganizationNumber (digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0)
  return (11 - sum % 11) % 11 === Number(digits[8])
}
