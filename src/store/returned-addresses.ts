// Addresses that post to a person came back from, as keyed digests: they can be recognized, but not read.
import type { ReturnedAddresses } from '../journey/records.ts'
import type { PostalAddress } from '../letter/letter.ts'
import { bytes } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database } from './database.ts'

/** The table of returned addresses over a database. */
export function createReturnedAddresses (database: Database, cipher: Cipher): ReturnedAddresses {
  return {
    keyOf: (person, address) => hex(cipher.blindIndex('returned-address', `${person}/${normalized(address)}`)),
    add: async (key, at) => {
      await database.query(
        `insert into returned_address (digest, returned_at) values ($1, $2)
         on conflict (digest) do update set returned_at = greatest(returned_address.returned_at, excluded.returned_at)`, [Buffer.from(key, 'hex'), at])
    },
    among: async keys => {
      if (keys.length === 0) return new Set()
      const rows = await database.query('select digest from returned_address where digest = any($1::bytea[])', [keys.map(key => Buffer.from(key, 'hex'))])
      return new Set(rows.map(row => hex(bytes(row.digest))))
    }
  }
}

function hex (digest: Uint8Array): string {
  return Buffer.from(digest).toString('hex')
}

/** The place alone: people change their name without moving. */
function normalized ({ lines, postalCode, city, countryCode }: PostalAddress): string {
  const parts = [...lines, postalCode ?? '', city ?? '', countryCode ?? 'NO']
  return parts.map(part => part.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()).filter(part => part !== '').join('/')
}
