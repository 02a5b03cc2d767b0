// The open data keys of letters lately touched, so that a letter's key is fetched and unwrapped once a visit, not once a column.
import type { Cipher, Vault } from './cipher.ts'
import { bytes } from './cells.ts'
import type { Database } from './database.ts'

/** Gives each letter's vault. */
export interface Vaults {
  /** Remembers the vault of a letter that is being accepted. */
  remember: (letterId: string, vault: Vault) => void
  /** @throws {RangeError} if there is no such letter: ids come from our own tables */
  of: (letterId: string) => Promise<Vault>
}

// A worker's working set, not a cache of everything: keys are not kept longer than needed.
const remembered = 500

/** Vaults over the letter table. */
export function createVaults (database: Database, cipher: Cipher): Vaults {
  const open = new Map<string, Vault>()
  const remember = (letterId: string, vault: Vault): void => {
    open.set(letterId, vault)
    if (open.size > remembered) {
      const [oldest] = open.keys()
      if (oldest !== undefined) open.delete(oldest)
    }
  }
  return {
    remember,
    of: async letterId => {
      const known = open.get(letterId)
      if (known !== undefined) return known
      const [row] = await database.query('select data_key from letter where id = $1', [letterId])
      if (row === undefined) throw new RangeError('Cannot open a letter that is not stored')
      const vault = cipher.dataKey(bytes(row.data_key), letterId)
      remember(letterId, vault)
      return vault
    }
  }
}
