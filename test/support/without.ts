/** A copy of an object that lacks one of its fields, as when the other side left it out. */
export function without<Whole extends object, Key extends keyof Whole> (whole: Whole, key: Key): Omit<Whole, Key> {
  const copy = { ...whole }
  Reflect.deleteProperty(copy, key)
  return copy
}
