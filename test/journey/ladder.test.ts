// A whole ladder over real HTTP: the mailbox cannot notify its owner, and the sender's policy has the letter printed then.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { accepted, aLetterInput, citizens, eventTypes, read, type Status } from '../support/client.ts'
import { eventually, startPostbud } from '../support/running.ts'

test('a decision whose notice fails goes on to paper, once, linked to the first hand-over', async t => {
  const file = join(t.testdir(), 'policy.json')
  writeFileSync(file, JSON.stringify({ version: '1', rows: [{ id: 'decisions', class: 'decision', ladder: { onNotificationFailed: true, maxCostOre: 100_000 } }] }))
  const running = await startPostbud(t, { settings: { POSTBUD_POLICY_FILE: file } })
  const [citizen] = await citizens(running, 'eboks-notice-fails')
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }, { class: 'decision' }))
  const status = await eventually(async () => {
    const now = await read<Status & { next: unknown }>(running, `/v1/letters/${id}`)
    return now.state === 'delivered' && now.attempts.length === 2 ? now : undefined
  })
  t.match(status, { channel: 'print', next: null, attempts: [{ channel: 'eboks', state: 'delivered' }, { channel: 'print', state: 'delivered' }] })
  t.match(status.attempts[1], { follows: status.attempts[0]?.messageId })
  const types = await eventTypes(running, id)
  const told = ['access.gained', 'notification.failed', 'access.disputed', 'ladder.print', 'print.accepted']
  t.strictSame(types.filter(type => told.includes(type)).toSorted(), told.toSorted())
})
