import { test } from 'tap'
import { meetExpired } from '../../src/main/meet-expired.ts'
import { facts } from '../support/facts.ts'
import { testParty } from '../support/test-certificates.ts'

test('meetExpired() notes each certificate once that a register gives outside its validity', async t => {
  const [{ certificate: eboks }, { certificate: print }] = [await testParty('eboks'), await testParty('print')]
  const held = (certificate: typeof eboks, validFrom: Date, validTo: Date) => ({ pem: certificate.toString(), validFrom, validTo })
  const [before, now, after] = [new Date('2026-02-01T00:00:00Z'), new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')]
  const known = facts()
  const { contact } = known
  const mailbox = contact?.mailbox
  if (contact === undefined || mailbox === undefined) throw new Error('somebody without a mailbox')
  const person = (validTo: Date) => ({
    contact: { ...contact, mailbox: { ...mailbox, certificate: held(eboks, before, validTo) } },
    printService: { ...known.printService, certificate: held(print, after, after) }
  })
  const met: unknown[] = []
  const recipients = { meet: async (certificate: typeof eboks, fault: unknown) => { met.push([certificate.fingerprint256, fault]) } }
  const good = { printService: { ...known.printService, certificate: held(print, before, after) } }
  await meetExpired([person(before), person(before), good], recipients, now)
  t.strictSame(met, [[eboks.fingerprint256, 'ERR_SEAL_CERTIFICATE'], [print.fingerprint256, 'ERR_SEAL_CERTIFICATE']])
})
