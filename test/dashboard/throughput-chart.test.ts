import { test } from 'tap'
import { throughputChart } from '../../src/dashboard/throughput-chart.ts'
import { openView } from '../../src/dashboard/view.ts'
import { calmOverview, minutesAgo, now } from './fake-desk.ts'

const view = openView({ params: {}, query: { lang: 'en' } }, now)
const steps = [{ startsAt: minutesAgo(10), accepted: 40, handedOver: 10 }, { startsAt: minutesAgo(5), accepted: 0, handedOver: 20 }]
const heights = (markup: string) => [...markup.matchAll(/height="(\d+)" vector/g)].map(match => Number(match[1]))

test('throughputChart() draws bars in proportion to the tallest', async t => {
  t.same(heights(throughputChart(steps, view).toString()), [1000, 250, 0, 500])
})

test('throughputChart() says in words and in a table what it draws', async t => {
  const markup = throughputChart(steps, view).toString()
  t.match(markup, '40 letters accepted and 30 handed over')
  t.match(markup, /<div class="desk-chart" aria-hidden="true">/)
  t.match(markup, /<td>40<\/td><td>10<\/td>[^]*<td>0<\/td><td>20<\/td>/)
})

test('throughputChart() draws nothing of nothing, and no axis without steps', async t => {
  const idle = calmOverview().throughput.map(step => ({ ...step, accepted: 0, handedOver: 0 }))
  t.ok(heights(throughputChart(idle, view).toString()).every(height => height === 0))
  t.notMatch(throughputChart([], view).toString(), /NaN|undefined/)
})

test('throughputChart() keeps every bar inside its drawing', async t => {
  const markup = throughputChart(calmOverview().throughput, view).toString()
  const [, width] = /viewBox="0 0 (\d+) 1000"/.exec(markup) ?? []
  for (const [, x, y, tall] of markup.matchAll(/x="(\d+)" y="(\d+)" width="11" height="(\d+)"/g)) {
    t.ok(Number(x) + 11 <= Number(width) && Number(y) + Number(tall) === 1000)
  }
})
