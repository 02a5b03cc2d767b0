import { test } from 'tap'
import { insteadOfMailbox, withoutMailbox } from '../../src/route/instead-of-mailbox.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt } from '../support/facts.ts'

const decide = (changes: Parameters<typeof facts>[0]): ReturnType<typeof route> =>
  insteadOfMailbox(route(aLetter(), withoutMailbox(facts(changes)), factsReadAt))

for (const [what, contact] of Object.entries({
  'a mailbox': aContact(), 'a reservation since': aContact({ isReserved: true }), 'no notice to be had': aContact({ isNotifiable: false })
})) {
  test(`a person with ${what} gets paper, for the ladder's reason`, async t => {
    const { choice, rule, evaluated } = decide({ contact })
    t.match([choice.kind, rule, evaluated.at(-1)], ['print', 'ladder-print', { rule: 'ladder-print', matched: true }])
  })
}

test('a stop keeps its rule', async t => {
  t.match(decide({ person: aPerson({ isDead: true, status: 'dead' }) }), { choice: { kind: 'stop' }, rule: /^dead/ })
  t.match(decide({ person: 'unknown' }), { choice: { kind: 'stop' }, rule: 'unknown-person' })
})

test('withoutMailbox() leaves the facts it was given alone', async t => {
  const given = facts()
  t.equal(withoutMailbox(given).contact?.mailbox, undefined)
  t.not(given.contact?.mailbox, undefined)
  const bare = facts()
  delete bare.contact
  t.strictSame(withoutMailbox(bare), bare)
})
