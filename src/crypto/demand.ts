/** Goes on only if the condition holds. For checks whose failures all end in one refusal: `why` is for the operator, and quotes nothing. */
export function demand (condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(why)
}
