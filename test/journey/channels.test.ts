// Whole letters over real HTTP, each to its last receipt.
import { test } from 'tap'
import { accepted, aLetterInput, citizens, eventTypes, reaches, read, type Logged } from '../support/client.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

/** Opens the only letter in a citizen's mailbox, as the citizen would: through the sandbox's page. */
async function openInMailbox ({ sandboxUrl }: Running, page: string): Promise<void> {
  const list = await (await fetch(`${sandboxUrl}${page}`)).text()
  const letter = /href="([^"]+\/letters\/[^"]+)"/.exec(list)?.[1] ?? ''
  const answer = await fetch(new URL(`${letter.replace(/\?.*$/, '')}/open`, sandboxUrl), { method: 'POST', redirect: 'manual' })
  if (answer.status >= 400) throw new Error(`Cannot open the letter: ${answer.status}`)
}

for (const channel of ['eboks', 'digipost'] as const) {
  test(`a letter travels to ${channel} and is opened`, async t => {
    const running = await startPostbud(t)
    const [citizen] = await citizens(running, `${channel}-plain`)
    const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }, { openingReceipt: true, class: 'decision' }))
    const delivered = await reaches(running, id, 'delivered')
    t.match(delivered, { channel, attempts: [{ state: 'delivered' }] })
    await openInMailbox(running, citizen?.mailbox?.page ?? '')
    await reaches(running, id, 'opened')
    const types = await eventTypes(running, id)
    t.strictSame(types.filter(type => type !== 'letter.forwarded'), [
      'letter.received', 'letter.addressed', 'letter.routed', 'letter.sealed', 'letter.dispatched', 'letter.delivered', 'access.gained', 'letter.opened'
    ])
  })
}

test('a letter to a reserved citizen is printed', async t => {
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'reserved')
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }, { class: 'decision' }))
  t.match(await reaches(running, id, 'delivered'), { channel: 'print', attempts: [{ receiver: '974761076', state: 'delivered' }] })
  t.ok((await eventTypes(running, id)).includes('print.accepted'))
})

test('a letter to a bare address is printed, and told of when it comes back', async t => {
  const running = await startPostbud(t)
  const address = { name: 'STADIG KUBBESTOL', lines: ['Returvegen 1'], postalCode: '0037', city: 'OSLO' }
  const id = await accepted(running, aLetterInput({ address }, { print: { undeliverable: 'destroy-and-report' } }))
  t.match(await reaches(running, id, 'returned'), { channel: 'print' })
})

test('two letters keep one log without gaps', async t => {
  const running = await startPostbud(t)
  const people = await citizens(running, 'digipost-plain')
  const ids = await Promise.all(people.slice(0, 2).map(({ nationalIdentityNumber }) => accepted(running, aLetterInput({ nationalIdentityNumber }))))
  for (const id of ids) await reaches(running, id, 'delivered')
  const feed = await read<{ events: Logged[], last: number }>(running, '/v1/events?after=0')
  t.strictSame(feed.events.map(({ number }) => number), feed.events.map((_event, index) => index + 1))
  const rest = await eventually(async () => {
    const page = await read<{ events: Logged[] }>(running, `/v1/events?after=${feed.events.length - 3}&limit=3`)
    return page.events.length === 3 ? page : undefined
  })
  t.strictSame(rest.events.map(({ number }) => number), [1, 2, 3].map(step => feed.events.length - 3 + step))
})
