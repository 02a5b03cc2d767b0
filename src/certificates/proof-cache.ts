// Proofs at hand: in memory, then on a shelf that all processes share, then from the authority. One fetch serves all.
import type { RevocationProof } from './revocation-status.ts'

/** A place that outlives the process. What it gives is proved again, so it need not be trusted. */
export interface ProofShelf {
  /** The bytes, and when they were fetched. */
  read (key: string): Promise<{ bytes: Uint8Array, at: Date } | undefined>
  write (key: string, bytes: Uint8Array, at: Date): Promise<void>
}

/** Where one proof comes from, and how it is proved. */
export interface ProofSource<Proof extends RevocationProof> {
  key: string
  fetch (): Promise<Uint8Array>
  /** Rejects when the bytes prove nothing. `isOwn`: they are the answer to this very fetch. */
  prove (bytes: Uint8Array, isOwn: boolean): Promise<Proof>
}

/**
 * `fresh`: its issuer stands by it. `due`: its issuer still does, but may have said something newer since anybody asked. `grace`: its time is
 * over, but not by much. `old`: only what it revokes still holds.
 */
export type ProofAge = 'fresh' | 'due' | 'grace' | 'old'

/** A proof and how old it is. */
export interface AgedProof<Proof extends RevocationProof> {
  proof: Proof
  age: ProofAge
}

/** What a cache is made of. */
export interface ProofCacheOptions {
  now: () => Date
  shelf?: ProofShelf
  /** How long a proof may be used after its time when nothing newer can be had. */
  graceMs: number
}

/** Proofs by key. Never rejects; undefined when there is nothing at all. */
export interface ProofCache<Proof extends RevocationProof> {
  get (source: ProofSource<Proof>): Promise<AgedProof<Proof> | undefined>
}

/** A proof at hand, and when its authority was asked for it. */
interface Kept<Proof> { proof: Proof, askedAt: Date }

/** An issuer may say "until next month"; all the same we ask again this long after we asked last. */
const longestFreshMs = 24 * 60 * 60 * 1000
/** For a proof that does not say when the next one comes. */
const unspokenFreshMs = 60 * 60 * 1000
/** An authority's clock may be ahead of ours by this much. */
const skewMs = 5 * 60 * 1000
/** Nobody is asked again this soon after a failure. */
const failureMs = 60 * 1000
/** Many times the receivers and issuers there are. */
const mostKept = 2000

/** Makes an empty cache. Calls for one key that come while it is being fetched wait for the same fetch. */
export function createProofCache<Proof extends RevocationProof> (options: ProofCacheOptions): ProofCache<Proof> {
  const { now } = options
  const kept = new Map<string, Kept<Proof>>()
  const failedAt = new Map<string, number>()
  const underWay = new Map<string, Promise<void>>()
  const isDue = (key: string): boolean =>
    !isFresh(kept.get(key), options) && now().getTime() - (failedAt.get(key) ?? -Infinity) >= failureMs

  const renew = async (source: ProofSource<Proof>): Promise<void> => {
    const { key } = source
    keepNewer(kept, key, await fromShelf(source, options))
    if (!isDue(key)) return
    const fetched = await fromAuthority(source, options)
    keepNewer(kept, key, fetched)
    // A list whose time is over was fetched in vain: nobody is to be asked for it at every letter.
    if (isFresh(kept.get(key), options)) failedAt.delete(key)
    else set(failedAt, key, now().getTime())
  }
  return {
    get: async source => {
      const { key } = source
      if (isDue(key)) {
        const renewal = underWay.get(key) ?? renew(source).finally(() => { underWay.delete(key) })
        underWay.set(key, renewal)
        await renewal
      }
      const found = kept.get(key)
      return found === undefined ? undefined : { proof: found.proof, age: ageOf(found.proof, options, found.askedAt) }
    }
  }
}

async function fromShelf<Proof extends RevocationProof> (
  source: ProofSource<Proof>, { shelf, now }: ProofCacheOptions
): Promise<Kept<Proof> | undefined> {
  try {
    const found = await shelf?.read(source.key)
    if (found === undefined) return undefined
    const proof = await source.prove(found.bytes, false)
    return isAhead(proof, now()) ? undefined : { proof, askedAt: found.at }
  } catch {
    return undefined // a shelf that fails or holds rubbish is an empty one
  }
}

async function fromAuthority<Proof extends RevocationProof> (
  source: ProofSource<Proof>, { shelf, now }: ProofCacheOptions
): Promise<Kept<Proof> | undefined> {
  try {
    const bytes = await source.fetch()
    const proof = await source.prove(bytes, true)
    if (isAhead(proof, now())) return undefined
    const askedAt = now()
    await shelf?.write(source.key, bytes, askedAt).catch(() => {}) // then the next process fetches for itself
    return { proof, askedAt }
  } catch {
    return undefined
  }
}

/** What was said before never replaces what was said since: else an old answer, sent again, would take a revocation back. */
function keepNewer<Proof extends RevocationProof> (kept: Map<string, Kept<Proof>>, key: string, found: Kept<Proof> | undefined): void {
  const present = kept.get(key)
  if (found !== undefined && (present === undefined || found.proof.thisUpdate >= present.proof.thisUpdate)) set(kept, key, found)
}

/** Forgets the eldest when full. */
function set<Value> (map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [eldest] = map.keys()
  if (map.size > mostKept && eldest !== undefined) map.delete(eldest)
}

function isAhead ({ thisUpdate }: RevocationProof, now: Date): boolean {
  return thisUpdate.getTime() > now.getTime() + skewMs
}

function isFresh (kept: Kept<RevocationProof> | undefined, options: Pick<ProofCacheOptions, 'now' | 'graceMs'>): boolean {
  return kept !== undefined && ageOf(kept.proof, options, kept.askedAt) === 'fresh'
}

/**
 * How old a proof is. It holds for as long as it says itself, and the grace runs from there: a list that is good for a week does not end
 * because we would have liked a newer one after a day.
 *
 * @param askedAt when its authority was asked for it; default when it was made, for what was brought by hand
 */
export function ageOf (
  { thisUpdate, nextUpdate }: RevocationProof, { now, graceMs }: Pick<ProofCacheOptions, 'now' | 'graceMs'>, askedAt: Date = thisUpdate
): ProofAge {
  const moment = now().getTime()
  const spokenEnd = nextUpdate?.getTime() ?? thisUpdate.getTime() + unspokenFreshMs
  if (moment < spokenEnd) return moment < askedAt.getTime() + longestFreshMs ? 'fresh' : 'due'
  return moment < spokenEnd + graceMs ? 'grace' : 'old'
}
