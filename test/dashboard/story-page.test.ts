import { test } from 'tap'
import type { DeskStory } from '../../src/dashboard/ports.ts'
import { storyPage } from '../../src/dashboard/story-page.ts'
import { openView } from '../../src/dashboard/view.ts'
import { aStory, aStoppedStory, minutesAgo, now } from './fake-desk.ts'

const view = openView({ params: {}, query: { lang: 'en' } }, now)
const write = (changes: Partial<DeskStory> = {}) => storyPage({ ...aStory(), ...changes }, view)
const withLetter = (changes: Partial<DeskStory['letter']>) => write({ letter: { ...aStory().letter, ...changes } })

test('storyPage() tells what happens next and when, or that nothing does', async t => {
  t.match(withLetter({ next: { step: 'send', at: new Date('2026-11-21T14:00:00Z') } }), 'Hand over to the channel, not before <time datetime="2026-11-21T14:00:00.000Z">')
  t.match(withLetter({ next: null }), 'Nothing happens by itself')
})

test('storyPage() tells of a deadline, and that it was missed', async t => {
  const by = new Date('2026-11-24T22:59:00Z')
  t.match(withLetter({ deadline: { by, missedAt: null } }), /<dt>To be handed over by<\/dt><dd><time datetime="2026-11-24T22:59:00.000Z">[^<]*<\/time><\/dd>/)
  t.match(withLetter({ deadline: { by, missedAt: by } }), 'Deadline missed')
  t.notMatch(write(), 'To be handed over by')
})

test('storyPage() tells a bare address from a person without showing either', async t => {
  t.match(write({ maskedRecipient: null }), 'Postal address without identity number')
  t.match(write({ maskedRecipient: '***********' }), '<dd>***********</dd>')
  for (const unmasked of ['20914612345', '2091461*****', 'Kari Nordmann', '']) t.match(write({ maskedRecipient: unmasked }), '<dd>Hidden</dd>')
})

test('storyPage() shows every rule that was tried, and what the rules saw', async t => {
  const page = write()
  t.match(page, /<code>dead<\/code><\/th><td>[^]*?Did not match/)
  t.match(page, /<code>mailbox<\/code><\/th><td>[^]*?Matched/)
  t.match(page, '<code>isReserved</code></th><td>No</td>')
  t.match(page, '<code>contactAgeDays</code></th><td>40</td>')
  t.match(page, '<code>language</code></th><td>–</td>')
})

test('storyPage() tells of the policy a decision was made under, and of the row that settled it', async t => {
  const { decision } = aStory()
  if (decision === null) throw new Error('the story has a decision')
  const under = (policy: { version: string, row: string | null }): string => write({ decision: { ...decision, policy } })
  t.match(under({ version: '2026-03', row: 'newsletters' }), '<dt>Sender&#39;s policy</dt><dd><code>2026-03</code>, row newsletters</dd>')
  t.match(under({ version: '2026-03', row: null }), '<dd><code>2026-03</code></dd>')
  for (const page of [write(), under({ version: 'none', row: null })]) t.notMatch(page, 'policy')
})

test('storyPage() tells how old the registers\' answers are that the letter was decided from', async t => {
  const { decision } = aStory()
  if (decision === null) throw new Error('the story has a decision')
  const readAt = (factsReadAt: string): string => write({ decision: { ...decision, inputs: { factsReadAt } } })
  const moment = minutesAgo(12).toISOString()
  t.match(readAt(moment), `<dt>Registers read</dt><dd><time datetime="${moment}">`)
  t.match(readAt(moment), `<time datetime="${moment}">12 min</time>`)
  for (const page of [write(), readAt('long ago')]) t.notMatch(page, 'Registers read')
})

test('storyPage() shows what became of every receipt', async t => {
  const fates = ['applied', 'ignored', 'parked', 'quarantined'] as const
  const page = write({ receipts: fates.map(fate => ({ kind: 'failure', issuer: '922020175', occurredAt: minutesAgo(1), fate })) })
  for (const words of ['Applied', 'Changed nothing', 'Waits for its letter', 'Quarantined']) t.match(page, words)
})

test('storyPage() marks an attempt whose answer was lost', async t => {
  const [attempt] = aStory().letter.attempts
  if (attempt === undefined) throw new Error('the story has an attempt')
  const { handedOverAt, ...lost } = attempt
  t.ok(handedOverAt)
  t.match(withLetter({ attempts: [{ ...lost, state: 'uncertain' }] }), /data-color="warning"><span[^>]*>!<\/span>Uncertain/)
})

test('storyPage() shows which hand-over paper comes after', async t => {
  const [first] = aStory().letter.attempts
  if (first === undefined) throw new Error('the story has an attempt')
  const paper = { ...first, messageId: 'another', ordinal: 2, channel: 'print' as const, follows: first.messageId }
  const page = withLetter({ attempts: [first, paper] })
  t.match(page, '<th scope="row">1</th>')
  t.match(page, '<th scope="row">2, after no. 1</th>')
})

test('storyPage() says what is not there yet', async t => {
  const page = storyPage(aStoppedStory(), view)
  for (const words of ['No channel has been chosen yet.', 'No hand-over has been made.', 'No receipt has come.']) t.match(page, words)
})

test('storyPage() shows the reason of a stopped letter with its code, and of a moving one not', async t => {
  t.match(storyPage(aStoppedStory(), view), /ds-alert[^]*no address\. <code>no-address<\/code>/)
  t.notMatch(withLetter({ reason: { code: 'mailbox', sentence: { nb: 'x', nn: 'x', en: 'Because' } } }), 'ds-alert')
})

test('storyPage() names an organization, which is public', async t => {
  t.match(write({ maskedRecipient: null, organization: '984661185' }), '<dd>Organization 984661185</dd>')
})

test('storyPage() tells whether the decision of a person was followed', async t => {
  const decision = aStory().decision
  if (decision === null) throw new Error('the story has a decision')
  const override = { ordinal: 2, action: 'stop', client: 'desk', by: 'Kari', reason: 'Avklart', at: now } as const
  t.match(write({ decision: { ...decision, override: { ...override, isHonored: true } } }), 'Decision no. 2 of a person was followed.')
  t.match(write({ decision: { ...decision, override: { ...override, isHonored: false } } }), 'Decision no. 2 of a person could not be followed.')
})
