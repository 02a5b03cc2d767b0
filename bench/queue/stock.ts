// Letters put into the waiting room by the hundred thousand, past the API: as many as a night brings.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Letter } from '../../src/letter/letter.ts'
import { createQueue, type Queue } from '../../src/queue/queue.ts'
import { createCipher } from '../../src/store/cipher.ts'
import { createDatabase, type Database } from '../../src/store/database.ts'
import { readMasterKey } from '../../src/store/master-key.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { aLetter } from '../../test/support/a-letter.ts'
import { abreast } from './caller.ts'

/** Storage and queue of a bench, beside those of the processes it measures. */
export interface Stock { database: Database, store: Store, queue: Queue, close: () => Promise<void> }

/** Opens them; the master key is the one in the folder, made if there is none. */
export async function openStock (url: string, folder: string): Promise<Stock> {
  const options = { connectionString: url, maxConnections: 8, statementTimeoutMs: 600_000, onIdleError: () => {} }
  const database = createDatabase(await openPostgres(options))
  await migrate(database)
  const cipher = createCipher(await readMasterKey({ file: join(folder, 'master.key'), mayMake: true }, randomBytes), randomBytes)
  const queue = await createQueue(database, { supervise: false, onError: () => {} })
  return { database, store: openStore(database, cipher), queue, close: async () => { await queue.stop(); await database.close() } }
}

const pdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')
const document = {
  number: 0, fileName: 'brev.pdf', title: 'Melding', mediaType: 'application/pdf', bytes: pdf.length,
  sha256: createHash('sha256').update(pdf).digest('hex'), crc32: crc32(pdf)
}

/** Stores letters that can be carried all the way, with a small document each. */
export async function storeLetters (
  { database, store: { records } }: Pick<Stock, 'database' | 'store'>, count: number, letterOf: (index: number) => Partial<Letter>
): Promise<void> {
  const perTransaction = 100
  await abreast(8, Math.ceil(count / perTransaction), batch => database.transaction(async () => {
    for (let index = batch * perTransaction; index < Math.min(count, (batch + 1) * perTransaction); index += 1) {
      const letter = aLetter({ id: randomUUID(), documents: [document], acceptedAt: new Date(), ...letterOf(index) })
      const contentId = randomUUID()
      records.letters.begin(letter.id)
      await records.contents.stage({ id: contentId, letterId: letter.id, kind: 'document', number: 0 }, pieces(), letter.acceptedAt)
      await records.letters.insert(letter, 'lookup')
      await records.contents.link([contentId], letter.acceptedAt)
      records.letters.end(letter.id)
    }
  }))
}

async function* pieces (): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(pdf)
}

/** Stores letters that nobody will ever open: they only wait, behind all others, in nine lanes. */
export async function storeFiller ({ database }: Stock, count: number): Promise<void> {
  await database.query(
    `insert into letter (id, sender, reference, class, state, data_key, details, next_step, next_at, accepted_at, changed_at)
     select gen_random_uuid(), '31300000' || 1 + n % 3, 'run/' || n, (array['decision', 'important', 'information'])[1 + n / 3 % 3], 'received',
       decode(repeat(md5(n::text), 4), 'hex'), decode(repeat(md5(n::text), 50), 'hex'), 'lookup', now() - interval '1 minute', now(), now()
     from generate_series(1, $1::int) as n`, [count])
  await database.exec('vacuum analyze letter')
  // What is measured next is letters that wait, not the disk still writing them.
  await database.exec('checkpoint')
}
