// Money and forecasts over a whole gateway: what is told beforehand is what happens.
import { test } from 'tap'
import { accepted, aLetterInput, citizens, pdf, reaches, read } from '../support/client.ts'
import { startPostbud, type Running } from '../support/running.ts'
import type { PrecheckAnswer } from '../../src/letter/precheck.ts'
import type { SimulationAnswer } from '../../src/letter/simulation.ts'

async function ask<Answer> ({ url }: Running, path: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST', headers: { 'authorization': 'Bearer sandbox', 'content-type': 'application/json' }, body: JSON.stringify(body)
  })
  if (response.status !== 200) throw new Error(`Cannot go on: ${response.status} ${await response.text()}`)
  return await response.json() as Answer
}

const today = (): string => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Oslo' })

test('a precheck tells what then happens, what it costs, and what another policy would have cost', async t => {
  const running = await startPostbud(t)
  const people = await Promise.all(['eboks-plain', 'reserved', 'dead'].map(async name => (await citizens(running, name))[0]?.nationalIdentityNumber))
  const facts = { sender: '313000001', class: 'decision', documents: [{ mediaType: 'application/pdf', bytes: pdf.length, pages: 1 }] }
  const before = await ask<PrecheckAnswer>(running, '/v1/precheck', { ...facts, recipients: people.map(nationalIdentityNumber => ({ nationalIdentityNumber })) })
  t.match(before.recipients, [{ channel: 'eboks', forecastOre: 84 }, { channel: 'print', rule: 'reserved', forecastOre: 2255 }, { rule: /^dead/ }])
  t.strictSame(await read(running, '/v1/events'), { events: [], last: 1 }, 'nothing is stored but that it was asked')

  const documents = [{ fileName: 'brev.pdf', mediaType: 'application/pdf', pages: 1, content: pdf.toString('base64') }]
  const [digital, paper] = await Promise.all(people.slice(0, 2).map(nationalIdentityNumber =>
    accepted(running, aLetterInput({ nationalIdentityNumber }, { class: 'decision', documents, invoiceReference: 'K-1' }))))
  for (const id of [digital, paper]) await reaches(running, id ?? '', 'delivered')
  t.match(await read(running, `/v1/letters/${digital ?? ''}/decision`), { cost: { forecastOre: 84, actualOre: 84, paperOre: 2255 } })
  const days = `from=${today()}&to=${today()}`
  t.match(await read(running, `/v1/costs?${days}&by=invoiceReference`), { rows: [{ group: 'K-1', letters: 2, forecastOre: 2338, paidLetters: 2, actualOre: 2338, savedOre: 2171 }] })

  const policy = { version: 'draft', rows: [{ id: 'only-paper', channels: ['print'] }] }
  const simulated = await ask<SimulationAnswer>(running, '/v1/routing-policies/simulate', { from: today(), to: today(), policy })
  t.match(simulated, { letters: 2, unchanged: 1, channels: [{ from: 'eboks', to: 'print', letters: 1 }], cost: { beforeOre: 2338, afterOre: 4509 } })
  for (const number of people) t.notMatch(running.logged(), number)
})
