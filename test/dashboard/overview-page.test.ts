import { test } from 'tap'
import { overviewPage } from '../../src/dashboard/overview-page.ts'
import type { DeskOverview } from '../../src/dashboard/ports.ts'
import { openView } from '../../src/dashboard/view.ts'
import { badOverview, calmOverview, emptyOverview, letterId, now } from './fake-desk.ts'

const view = openView({ params: {}, query: { lang: 'en' } }, now)
const write = (overview: DeskOverview) => overviewPage(overview, view)
/** The text of each of the five figures. */
const figuresOf = (page: string) => [...page.matchAll(/<dd class="desk-value">([^]*?)<\/dd>/g)].map(match => (match[1] ?? '').replace(/<[^>]*>/g, ''))

test('overviewPage() shows five numbers, the oldest waiting letter first', async t => {
  t.same(figuresOf(write(badOverview())), ['3 h 12 min', '246', '4', '5 of 6', '3'])
  t.same(figuresOf(write(calmOverview())), ['1 min', '246', '0', '6 of 6', '0'])
  t.same(figuresOf(write(emptyOverview())), ['Nothing waits', '0', '0', 'Not used yet', '0'])
})

test('overviewPage() marks in words each number that needs attention', async t => {
  t.equal(write(badOverview()).split('Look at this').length - 1, 4)
  t.equal(write(calmOverview()).split('Look at this').length - 1, 0)
})

test('overviewPage() leads from every finding to what it is about', async t => {
  const page = write(badOverview())
  t.match(page, `href="/desk/letters/${letterId(3)}?lang=en">The oldest letter`)
  t.match(page, 'href="/desk/letters?state=needs_decision&amp;lang=en">4 letters wait')
  t.match(page, 'href="/desk/pauses?lang=en">1 pause stops hand-overs')
  for (const target of ['health', 'checks']) t.ok(page.includes(`href="#${target}"`) && page.includes(`id="${target}"`), target)
})

test('overviewPage() counts letters by state and channel, and leads to each count', async t => {
  const page = write(calmOverview())
  t.match(page, 'href="/desk/letters?state=sealed&amp;channel=eboks&amp;lang=en">12</a>')
  t.match(page, '>18,230</a>')
  t.notMatch(page, 'Withdrawn')
})

test('overviewPage() lists the oldest letters oldest first', async t => {
  const page = write(badOverview())
  const table = page.slice(page.indexOf('Oldest letter in each state'))
  const places = [2, 3, 1].map(number => table.indexOf(letterId(number)))
  t.same(places, places.toSorted((a, b) => a - b))
})

test('overviewPage() tells how a party failed and when it last answered', async t => {
  const page = write(badOverview())
  t.match(page, /Digipost<\/th><td>[^]*?Fails[^]*?<code>ERR_DISPATCH_UNAVAILABLE<\/code> Tried again by itself<\/td><td>214/)
})

test('overviewPage() keeps the refresh control hidden until the script shows it', async t => {
  t.match(write(calmOverview()), /data-refresh-controls[^>]* hidden>/)
})

test('overviewPage() looks ahead, and does not know what nobody knows', async t => {
  const page = write(calmOverview())
  const ahead = page.slice(page.indexOf('id="outlook"'), page.indexOf('id="report"'))
  t.match(ahead, /100\.5[^]*Not known[^]*tax-2026[^]*100,000[^]*40,000/)
  t.notMatch(write(emptyOverview()), 'id="outlook"')
})

test('overviewPage() shows the last report, a row a sender', async t => {
  const page = write(calmOverview())
  const [, row = ''] = /Report of 2026-02-28[^]*?<tbody>([^]*?)<\/tbody>/.exec(page) ?? []
  t.same(row.replace(/<[^>]*>/g, ' ').trim().split(/\s+/), ['313000001', '1,301', '1,302', '1,299', '6', '7', '5', '4'])
})

test('overviewPage() says so when nobody had letters on the day of the report', async t => {
  const calm = calmOverview()
  if (calm.report === undefined) throw new Error('the overview has a report')
  const page = write({ ...calm, report: { ...calm.report, senders: [] } })
  t.match(page, 'No sender had letters on this day.')
  t.notMatch(page, 'report-caption')
})
