// The desk in a real browser: no violation, no error, the keyboard's way, the narrow window, the live region.
// Pictures of every page lie in a temporary folder afterwards; its name is told.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { test, type Test } from 'tap'
import type { DeskPorts } from '../../src/dashboard/ports.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { faintTexts } from './contrast.ts'
import { serveDesk, type DeskServer } from './desk-server.ts'
import { actions, aDeskLetter, aStoppedStory, aStory, badOverview, calmOverview, emptyOverview, endedPauses, fakePorts, groups, letterId, pauses } from './fake-desk.ts'

const quiet = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const letters = Array.from({ length: 20 }, (_, index) => aDeskLetter(index + 1))
const busy = fakePorts({ overview: badOverview(), letters, next: 'n', story: aStory(), actions, groups, pauses, endedPauses })
const story = `/desk/letters/${letterId(7)}`

/** Where people act by hand on many letters. */
const hands = [
  ['dead-letters', '/desk/dead-letters'], ['actions', '/desk/actions'], ['new-action', '/desk/actions/new?act=release&state=held'],
  ['action', `/desk/actions/${letterId(60)}`], ['pauses', '/desk/pauses']
] as const

interface Desk {
  server: DeskServer
  browser: Browser
  /** What the next answers are made of. */
  ports: DeskPorts
  /** Opens a page of the desk; whatever its console says comes into `complaints`. */
  open (path: string, options?: BrowserContextOptions): Promise<Page>
  complaints: string[]
}

/** A served desk and a browser before it, or nothing where there is no browser. */
async function openDesk (t: Test): Promise<Desk | undefined> {
  if (!outsideTool(t, 'chromium')) return undefined
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet })
  const complaints: string[] = []
  const server = await serveDesk(() => desk.ports)
  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await (await browser.newContext({ locale: 'nb-NO', viewport: { width: 1280, height: 900 }, ...options })).newPage()
    page.on('console', message => { complaints.push(message.text()) })
    page.on('pageerror', error => { complaints.push(error.message) })
    await page.goto(`${server.url}${path}`)
    return page
  }
  const desk: Desk = { server, browser, ports: busy, open, complaints }
  t.teardown(async () => { await browser.close(); server.stop() })
  return desk
}

test('every page loads without a word on the console and stands out from its ground, in light and dark, wide and narrow', async t => {
  const desk = await openDesk(t)
  if (desk === undefined) return
  const folder = await mkdtemp(join(tmpdir(), 'postbud-desk-'))
  for (const [name, path] of pages) {
    for (const [look, options] of looks.filter(([look]) => look !== 'no-script' || scripted.has(name))) {
      const page = await desk.open(path, options)
      await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true })
      const width = await page.evaluate('document.documentElement.scrollWidth')
      t.ok(Number(width) <= (options.viewport?.width ?? 1280), `${name} ${look} is no wider than its window`)
      t.same(await page.evaluate(faintTexts), [], `${name} ${look} has no faint text`)
      await page.context().close()
    }
  }
  t.same(desk.complaints, [])
  t.comment(`pictures in ${folder}`)
})

const pages = [
  ['overview', '/desk'], ['letters', '/desk/letters?state=held'], ['tasks', '/desk/tasks'], ['certificates', '/desk/certificates'], ['story', story], ...hands
] as const

/** Pages that look otherwise where scripts run. */
const scripted: ReadonlySet<string> = new Set(['overview', 'new-action'])

const looks: readonly [string, BrowserContextOptions][] = [
  ['light', {}], ['dark', { colorScheme: 'dark' }], ['320', { viewport: { width: 320, height: 640 } }], ['no-script', { javaScriptEnabled: false }]
]

test('a page that is not there stands out from its ground too, in light and dark', async t => {
  const desk = await openDesk(t)
  if (desk === undefined) return
  for (const colorScheme of ['light', 'dark'] as const) {
    t.same(await (await desk.open('/desk/letters/nothing', { colorScheme })).evaluate(faintTexts), [], colorScheme)
  }
})

test('the keyboard meets the skip link first and everything after it in the order of the page', async t => {
  const desk = await openDesk(t)
  const page = await desk?.open('/desk')
  if (page === undefined) return
  const focused = async () => {
    await page.keyboard.press('Tab')
    return String(await page.evaluate('(document.activeElement.textContent || "").trim()'))
  }
  const order = [await focused(), await focused(), await focused(), await focused(), await focused()]
  t.same(order, ['Hopp til hovedinnhold', 'Postbud driftsbord', 'Oversikt', 'Brev', 'Stansede brev'])
  t.same([await focused(), await focused(), await focused(), await focused()], ['Oppgaver', 'Handlinger', 'Pauser', 'Sertifikater'])
  const languages = [await focused(), await focused(), await focused(), await focused()]
  t.same(languages, ['Bokmål', 'Nynorsk', 'English', 'Stans oppdatering'])
  t.match(await focused(), 'Eldste brev har ventet')
})

test('what has focus shows it', async t => {
  const desk = await openDesk(t)
  const page = await desk?.open('/desk')
  if (page === undefined) return
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(`(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect()
      return r.width > 8 && (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 1 || e.classList.contains('ds-skip-link')) })()`)
    t.equal(seen, true, `step ${step}`)
  }
})

test('the overview refreshes by itself, and stops while focus is inside it', async t => {
  const desk = await openDesk(t)
  if (desk === undefined) return
  desk.ports = fakePorts({ overview: emptyOverview() })
  const page = await desk.open('/desk')
  await page.clock.install()
  await page.reload()
  desk.ports = fakePorts({ overview: calmOverview() })
  await page.locator('#health-caption').locator('xpath=ancestor::div[1]').focus()
  await page.clock.runFor(11_000)
  t.equal(await page.locator('#counts').count(), 0)
  await page.locator('main').focus()
  await page.clock.runFor(11_000)
  await page.locator('#counts').waitFor({ timeout: 5000 })
  t.pass('refreshed')
})

test('the overview says aloud when the answer changes, and stops when told to', async t => {
  const desk = await openDesk(t)
  if (desk === undefined) return
  desk.ports = fakePorts({ overview: calmOverview() })
  const page = await desk.open('/desk')
  await page.clock.install()
  await page.reload()
  desk.ports = busy
  await page.clock.runFor(11_000)
  await page.getByRole('status').filter({ hasText: '6 ting trenger oppmerksomhet' }).waitFor({ state: 'attached', timeout: 5000 })
  await page.getByRole('button', { name: 'Stans oppdatering' }).click()
  desk.ports = fakePorts({ overview: calmOverview() })
  await page.clock.runFor(30_000)
  t.match(await page.locator('[data-verdict]').textContent(), '6 ting')
  t.equal(await page.getByRole('button').textContent(), 'Fortsett oppdatering')
})

test('the filter works with script off and keeps an identity number out of the address', async t => {
  const desk = await openDesk(t)
  const page = await desk?.open('/desk/letters', { javaScriptEnabled: false })
  if (page === undefined) return
  await page.getByLabel('Referanse').fill('20914612345')
  await page.getByRole('button', { name: 'Vis brev' }).click()
  t.notMatch(page.url(), '20914612345')
  await page.getByLabel('Referanse').fill('2026/1001')
  await page.getByLabel('Tilstand', { exact: true }).selectOption('held')
  await page.getByRole('button', { name: 'Vis brev' }).click()
  await page.waitForURL(/state=held/)
  t.match(page.url(), /reference=2026%2F1001/)
})

test('the form of a decision fits every window, stands out from its ground, and a taken one has the focus', async t => {
  const desk = await openDesk(t)
  if (desk === undefined) return
  desk.ports = fakePorts({ story: aStoppedStory() })
  const folder = await mkdtemp(join(tmpdir(), 'postbud-form-'))
  for (const [look, options] of looks) {
    const page = await desk.open(`${story}?decided=1`, options)
    await page.screenshot({ path: join(folder, `form-${look}.png`), fullPage: true })
    t.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= (options.viewport?.width ?? 1280), look)
    t.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'status', look)
    t.same(await page.evaluate(faintTexts), [], look)
    await page.context().close()
  }
  t.same(desk.complaints, [])
  t.comment(`pictures in ${folder}`)
})
