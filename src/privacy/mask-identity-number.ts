/**
 * Hides the half of an identity number that makes it a key: `209146*****`.
 *
 * The birth part stays, so that an operator on the phone can tell two letters apart. Anything that is not eleven digits is hidden whole:
 * a value we do not understand is not shown in part.
 */
export function maskIdentityNumber (value: string): string {
  return /^\d{11}$/.test(value) ? `${value.slice(0, 6)}*****` : '***********'
}
