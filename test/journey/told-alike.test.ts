import { test } from 'tap'
import type { AddressProtection } from '../../src/letter/recipient-facts.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now } from '../support/facts.ts'

/** A decision about somebody who must get paper, as it would be told. */
function decided (protection: AddressProtection, addressSource: 'none' | 'residence' | 'postal', isDead = false): string {
  const person = aPerson({ protection, addressSource, isDead, status: isDead ? 'dead' : 'resident' })
  if (addressSource === 'none') Object.assign(person, { addressLacks: [protection === 'none' ? 'no-address' : 'protected'], address: undefined })
  const { choice, ...told } = route(aLetter(), facts({ person, contact: aContact({ isReserved: true }) }), now)
  return JSON.stringify({ ...told, state: choice.kind === 'stop' ? choice.state : choice.kind })
}

test('what is told of a protected person without a usable address is what is told of anybody without one', async t => {
  for (const isDead of [false, true]) {
    const anybody = decided('none', 'none', isDead)
    for (const protection of ['client', 'confidential', 'strictly-confidential'] as const) t.equal(decided(protection, 'none', isDead), anybody, protection)
    t.equal(decided('strictly-confidential', 'residence', isDead), anybody, 'a home that may not be used')
  }
})

test('what is told of a protected person with a usable address is what is told of anybody with one', async t => {
  const anybody = decided('none', 'postal')
  for (const protection of ['client', 'confidential', 'strictly-confidential'] as const) t.equal(decided(protection, 'postal'), anybody, protection)
})
