// The open data keys of letters lately touched, so that a letter's key is fetched and unwrapped once a visit, not once a column.
import type { Cipher, Vault } from './cipher.ts'
import { bytes } from './cells.ts'
import type { Database } from './database.ts'

/** Gives each letter's vault. */
export interface Vaults {
  /** Makes a fresh key for a letter that is not stored yet. */
  begin: (letterId: string) => void
  /** The wrapped key of a begun letter, for its row. */
  wrapped: (letterId: string) => Uint8Array
  /** Ends the begun state of a letter: it is stored now, or never will be. */
  settle: (letterId: string) => void
  /** The vault of a letter whose wrapped key was read with its row. */
  open: (letterId: string, wrapped: unknown) => Vault
  /** @throws {RangeError} if the letter is neither begun nor stored: ids come from our own tables */
  of: (letterId: string) => Promise<Vault>
}

// A worker's working set (two batches for the registers), not a cache of everything: keys are not kept longer than needed.
const remembered = 2_000

/** Vaults over the letter table. */
export function createVaults (database: Database, cipher: Cipher): Vaults {
  const begun = new Map<string, ReturnType<Cipher['newDataKey']>>()
  const open = new Map<string, Vault>()
  const unwrap = (letterId: string, wrapped: unknown): Vault => {
    const vault = cipher.dataKey(bytes(wrapped), letterId)
    remember(open, letterId, vault)
    return vault
  }
  return {
    begin: letterId => { begun.set(letterId, cipher.newDataKey(letterId)) },
    wrapped: letterId => {
      const fresh = begun.get(letterId)
      if (fresh === undefined) throw new RangeError('Cannot store a letter that was not begun')
      return fresh.wrapped
    },
    settle: letterId => { begun.delete(letterId) },
    open: (letterId, wrapped) => open.get(letterId) ?? unwrap(letterId, wrapped),
    of: async letterId => {
      const known = begun.get(letterId)?.vault ?? open.get(letterId)
      if (known !== undefined) return known
      const [row] = await database.query('select data_key from letter where id = $1', [letterId])
      if (row === undefined) throw new RangeError('Cannot open a letter that is not stored')
      return unwrap(letterId, row.data_key)
    }
  }
}

function remember (open: Map<string, Vault>, letterId: string, vault: Vault): void {
  open.set(letterId, vault)
  const [oldest] = open.keys()
  if (open.size > remembered && oldest !== undefined) open.delete(oldest)
}
