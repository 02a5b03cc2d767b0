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
  /** @throws {RangeError} if the letter is neither begun nor stored: ids come from our own tables */
  of: (letterId: string) => Promise<Vault>
}

// A worker's working set, not a cache of everything: keys are not kept longer than needed.
const remembered = 500

/** Vaults over the letter table. */
export function createVaults (database: Database, cipher: Cipher): Vaults {
  const begun = new Map<string, ReturnType<Cipher['newDataKey']>>()
  const open = new Map<string, Vault>()
  return {
    begin: letterId => { begun.set(letterId, cipher.newDataKey(letterId)) },
    wrapped: letterId => {
      const fresh = begun.get(letterId)
      if (fresh === undefined) throw new RangeError('Cannot store a letter that was not begun')
      return fresh.wrapped
    },
    settle: letterId => { begun.delete(letterId) },
    of: async letterId => {
      const known = begun.get(letterId)?.vault ?? open.get(letterId)
      if (known !== undefined) return known
      const [row] = await database.query('select data_key from letter where id = $1', [letterId])
      if (row === undefined) throw new RangeError('Cannot open a letter that is not stored')
      const vault = cipher.dataKey(bytes(row.data_key), letterId)
      remember(open, letterId, vault)
      return vault
    }
  }
}

function remember (open: Map<string, Vault>, letterId: string, vault: Vault): void {
  open.set(letterId, vault)
  const [oldest] = open.keys()
  if (open.size > remembered && oldest !== undefined) open.delete(oldest)
}
