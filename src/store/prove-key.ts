import { GatewayError } from '../letter/gateway-error.ts'
import { bytes } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database } from './database.ts'

/**
 * Makes sure that this database is written under one master key only. The first process to come leaves the proof.
 *
 * Two keys on one database would be worse than none: letters could not be read by each other's workers, and a repeated call would not be
 * known again, so that a letter could go twice.
 *
 * @throws {GatewayError} `ERR_STORE_KEY` if the database was begun with another key
 */
export async function proveKey (database: Database, cipher: Cipher): Promise<void> {
  const mine = cipher.blindIndex('proof', 'postbud')
  await database.query('insert into key_proof (digest) values ($1) on conflict (one) do nothing', [mine])
  const [row] = await database.query('select digest from key_proof')
  if (Buffer.compare(bytes(row?.digest), mine) === 0) return
  throw new GatewayError('ERR_STORE_KEY', 'Cannot open the database: it was begun with another master key')
}
