import { chromium } from 'playwright-core'
import { test } from 'tap'
import { outsideTool } from '../support/outside-tool.ts'
import { testApp } from '../support/test-app.ts'

test('/docs shows the API in a browser, without a breach of the policy', async t => {
  if (!outsideTool(t, 'chromium')) return
  const { app } = await testApp(t)
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', message => { if (message.type() === 'error') said.push(message.text()) })
  await page.goto(`${base}/docs`)
  await page.getByText('/v1/letters/{id}/decision').waitFor()
  await page.getByText('/v1/letters', { exact: true }).first().click()
  await page.getByText('Idempotency-Key').first().waitFor()
  t.same(said, [])
})
