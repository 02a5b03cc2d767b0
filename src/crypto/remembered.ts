/**
 * Remembers what was made of an object as long as the object lives: certificates and profiles are few, letters are many.
 *
 * `make` must depend on nothing but the object.
 */
export function remembered<Key extends WeakKey, Value> (make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>()
  return key => {
    const there = known.get(key)
    if (there !== undefined) return there.value
    const value = make(key)
    known.set(key, { value })
    return value
  }
}
