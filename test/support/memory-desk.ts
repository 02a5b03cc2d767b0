// The rest of the records in memory: keys of callers, and what people decided. For runs that begin with a call.
import type { Idempotency, Overrides } from '../../src/journey/records.ts'
import type { Override } from '../../src/letter/override.ts'

/** One key: who works on it until when, or the first answer. */
export interface KeptKey { letterId: string, holder: string | null, until: Date, digests: Record<string, string>, body: string }

/** Writes a row of a table, or takes it away. */
type Put = <T> (table: Map<string, T>, key: string, row: T | undefined) => void

/** The idempotency table. */
export function memoryIdempotency (keys: Map<string, KeptKey>, put: Put): Idempotency {
  const name = ({ owner, key }: { owner: string, key: string }): string => `${owner}/${key}`
  return {
    reserve: async (key, letterId, holder, now, until) => {
      const kept = keys.get(name(key))
      if (kept?.holder === null) return { kind: 'answered', letterId: kept.letterId, digests: kept.digests, body: kept.body }
      if (kept !== undefined && kept.holder !== holder && kept.until >= now) return { kind: 'in-flight' }
      put(keys, name(key), { letterId, holder, until, digests: {}, body: '' })
      return { kind: 'ours' }
    },
    answer: async (key, _letterId, holder, digests, body) => {
      const kept = keys.get(name(key))
      if (kept?.holder !== holder) return false
      put(keys, name(key), { ...kept, holder: null, digests, body })
      return true
    },
    release: async (key, holder) => {
      if (keys.get(name(key))?.holder === holder) put(keys, name(key), undefined)
    }
  }
}

/** The override table. */
export function memoryOverrides (decided: Map<string, Override[]>, put: Put): Overrides {
  const ofLetter = async (id: string): Promise<Override[]> => decided.get(id) ?? []
  return {
    insert: async (id, wish) => {
      const override = { ...wish, ordinal: (decided.get(id) ?? []).length + 1 }
      put(decided, id, [...decided.get(id) ?? [], override])
      return override
    },
    inForce: async (id, now) => {
      const last = (await ofLetter(id)).at(-1)
      return last?.until === undefined || last.until > now ? last : undefined
    },
    ofLetter
  }
}
