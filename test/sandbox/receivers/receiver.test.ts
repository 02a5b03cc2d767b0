import { test } from 'tap'
import { runningSandbox } from '../../support/running-sandbox.ts'

test('smoke', async t => {
  const sandbox = await runningSandbox(t)
  const message = await sandbox.send('eboks-plain')
  await sandbox.advance(3 * 3600)
  await sandbox.advance(3 * 3600)
  const r = await sandbox.call('GET', `/dpi/messages/out/${message.messageId}/statuses`, { token: await sandbox.token() })
  t.comment(r.text)
  t.comment(JSON.stringify((await sandbox.call('GET', '/sandbox/journal')).body))
  t.comment(sandbox.log.join(''))
  const receipts = await sandbox.receipts()
  t.equal(receipts.length, 1)
})
