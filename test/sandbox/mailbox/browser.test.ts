import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { outsideTool } from '../../support/outside-tool.ts'
import { personOf, runningSandbox } from '../../support/running-sandbox.ts'

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A page of a real browser without JavaScript, and what it complained of. */
async function aPage (t: Test): Promise<{ page: Page, complaints: string[] }> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  t.teardown(async () => { await browser.close() })
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })).newPage()
  const complaints: string[] = []
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()) })
  // A browser that goes on to the next page lets go of what it still fetches for the last.
  page.on('requestfailed', request => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(new URL(request.url()).pathname)
  })
  return { page, complaints }
}

test('a citizen finds the mailbox, opens the letter and sees it, without JavaScript', async t => {
  if (!outsideTool(t, 'chromium')) return
  const sandbox = await runningSandbox(t)
  await sandbox.send('eboks-plain', { letter: { openingReceipt: true } })
  await sandbox.advance(86_400)
  const { page, complaints } = await aPage(t)
  await page.goto(`${sandbox.url}/mailbox`)
  await page.getByLabel('National identity number or D-number').fill(personOf('eboks-plain').nationalIdentityNumber)
  await page.getByRole('button', { name: 'Find the mailbox' }).click()
  await page.getByRole('link', { name: 'Letter about your case' }).click()
  await page.getByRole('button', { name: 'Open the letter' }).click()
  t.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Letter about your case')
  t.ok(await page.locator('iframe[title^="Document 1"]').isVisible())
  t.same(complaints, [])
  const picture = join(mkdtempSync(join(tmpdir(), 'mailbox-')), 'letter.png')
  await page.screenshot({ path: picture, fullPage: true })
  t.comment(`screenshot: ${picture}`)
  t.equal((await sandbox.receipts()).length, 2, 'delivered and opened')
})
