// A real browser: the operator looks at the desk, the citizen opens the letter, and the operator sees it.
import { chromium, type Browser } from 'playwright-core'
import { test, type Test } from 'tap'
import { accepted, aLetterInput, citizens, reaches } from '../support/client.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { startPostbud } from '../support/running.ts'

async function openBrowser (t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
  t.teardown(() => browser.close())
  return browser
}

test('a citizen opens a letter in the mailbox, and the desk tells of it', async t => {
  if (!outsideTool(t, 'chromium')) return
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'eboks-plain')
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }, { openingReceipt: true }))
  await reaches(running, id, 'delivered')
  const browser = await openBrowser(t)
  const context = await browser.newContext({ httpCredentials: { username: 'operator', password: 'sandbox' }, locale: 'nb-NO' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()) })
  page.on('pageerror', error => { complaints.push(error.message) })

  await page.goto(`${running.sandboxUrl}${citizen?.mailbox?.page ?? ''}`)
  await page.getByRole('link', { name: 'Melding om vedtak' }).click()
  await page.getByRole('button').first().click()
  t.equal(await page.locator('iframe, object, embed').count(), 1, 'the document shows')
  await reaches(running, id, 'opened')

  await page.goto(`${running.url}/desk/letters/${id}`)
  t.match(await page.locator('main').innerText(), /Åpnet/)
  t.notMatch(await page.content(), new RegExp(citizen?.nationalIdentityNumber ?? 'x'))
  await page.goto(`${running.url}/desk`)
  t.equal(await page.locator('h1').innerText(), 'Oversikt')
  t.strictSame(complaints, [])
})

test('the desk is closed without the key', async t => {
  const running = await startPostbud(t, { idle: true })
  const answer = await fetch(`${running.url}/desk`)
  t.equal(answer.status, 401)
  t.match(answer.headers.get('www-authenticate'), /^Basic/)
})
