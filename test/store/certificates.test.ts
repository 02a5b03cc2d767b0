import { test } from 'tap'
import { createRotation } from '../../src/store/certificates.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const at = new Date('2026-03-01T10:00:00Z')
const [one, other] = ['1'.repeat(64), '2'.repeat(64)]

test('activated() tells the last switch of each sender', async t => {
  const database = await anEmptyDatabase()
  await database.exec('delete from certificate_switch')
  const rotation = createRotation(database)
  t.strictSame([...await rotation.activated()], [])
  // The later one counts, whatever the clocks of two processes say.
  await rotation.activate({ sender: '313000001', fingerprint: one, at, by: 'a' })
  await rotation.activate({ sender: '313000028', fingerprint: one, at, by: 'a' })
  await rotation.activate({ sender: '313000001', fingerprint: other, at: new Date(0), by: 'b' })
  t.strictSame([...await rotation.activated()], [['313000001', other], ['313000028', one]])
  const rows = await database.query('select switched_by from certificate_switch order by number')
  t.strictSame(rows.map(row => row.switched_by), ['a', 'a', 'b'], 'every switch is remembered')
})

test('rehearsals() tells the last rehearsal of each certificate', async t => {
  const database = await anEmptyDatabase()
  await database.exec('delete from certificate_rehearsal')
  const rotation = createRotation(database)
  await rotation.noteRehearsal({ sender: '313000001', fingerprint: one, at, failure: 'ERR_CRYPTO_CUSTODY' })
  await rotation.noteRehearsal({ sender: '313000001', fingerprint: other, at, failure: 'ERR_OPEN_NOT_PROVED' })
  await rotation.noteRehearsal({ sender: '313000001', fingerprint: one, at, failure: null })
  t.strictSame(Object.fromEntries(await rotation.rehearsals()), { [one]: { at, failure: null }, [other]: { at, failure: 'ERR_OPEN_NOT_PROVED' } })
})
