import { test } from 'tap'
import { createProofShelf } from '../../src/store/proofs.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const at = (day: number): Date => new Date(Date.UTC(2026, 2, day))

test('createProofShelf() keeps the newest proof of a key, and when it was fetched', async t => {
  const shelf = createProofShelf(await anEmptyDatabase())
  t.equal(await shelf.read('crl a'), undefined)
  await shelf.write('crl a', Buffer.of(1), at(2))
  await shelf.write('crl a', Buffer.of(2), at(3))
  await shelf.write('crl a', Buffer.of(3), at(1))
  const kept = await shelf.read('crl a')
  t.strictSame([Buffer.from(kept?.bytes ?? []), kept?.at], [Buffer.of(2), at(3)])
})

test('createProofShelf() forgets what nobody fetched for two months', async t => {
  const shelf = createProofShelf(await anEmptyDatabase())
  await shelf.write('crl old', Buffer.of(1), at(1))
  await shelf.write('crl new', Buffer.of(1), at(90))
  t.equal(await shelf.read('crl old'), undefined)
})
