// The last net under texts that should hold no identity number in the first place. Never the only defense.

/**
 * Eleven digits, also written `ddmmyy nnnnn`. Hexadecimal neighbors rule out the tail of a UUID or a digest, which would else be hit
 * now and then.
 */
const identityNumber = /(?<![0-9a-f])\d{6}[ \u00a0]?\d{5}(?![0-9a-f])/gi

/** Eleven digits that stand as a bare number in JSON: stars there would break the line for whoever reads it. */
const bareNumber = /(?<=[^\\]":)\d{11}(?=[,}])/g

/** Replaces whatever looks like an identity number by stars. In a line of JSON the line stays JSON. */
export function scrub (text: string): string {
  return text.replace(bareNumber, 'null').replace(identityNumber, '***********')
}
