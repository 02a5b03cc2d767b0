// The desk's forms against a whole gateway: what its fake ports would agree to.
import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { startPostbud } from '../support/running.ts'

const anna = { 'authorization': `Basic ${Buffer.from('anna:sandbox').toString('base64')}`, 'sec-fetch-site': 'same-origin' }
const grounds = { reason: 'Trykkeriet er i gang', by: 'Anna' }

test('the desk offers the senders it knows, and counts what its form selects', async t => {
  const { url } = await startPostbud(t, { idle: true })
  const read = async (path: string): Promise<{ status: number, html: string }> => {
    const answer = await fetch(`${url}/desk/actions${path}`, { headers: anna })
    return { status: answer.status, html: await answer.text() }
  }
  const { html } = await read('?lang=en')
  const [, sender = ''] = /id="select-sender"[^]*?<option value="(\d{9})">/.exec(html) ?? []
  const selected = `batch=&sender=${sender}&class=&state=received&channel=eboks&reasonCode=&lang=en`
  for (const act of ['withdraw', 'resend', 'redirect-digital']) t.match(await read(`/new?act=${act}&${selected}`), { status: 200, html: 'In the selection' }, act)
  t.match(await read('/new?act=hold&sender=&lang=en'), { status: 422, html: 'id="select-selection-fault"' })
  t.match(await read('/new?act=hold&sender=999999999&lang=en'), { status: 403, html: /<option value="999999999" selected="">[^]*id="select-sender-fault"/ })
  t.match(await read('/new?act=hold&state=lost&lang=en'), { status: 422, html: 'id="select-state-fault"' })
})

test('the desk orders what it counted, and counts anew where the number is another', async t => {
  const { url } = await startPostbud(t, { idle: true })
  const order = async (expected: string): Promise<{ status: number, location: string | null, html: string }> => {
    const body = new URLSearchParams({ key: randomUUID(), expected, reason: 'Feil sats', by: 'Anna' })
    const answer = await fetch(`${url}/desk/actions/new?act=redirect-print&state=held&channel=none&lang=en`, { method: 'POST', redirect: 'manual', headers: anna, body })
    return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() }
  }
  const page = await fetch(`${url}/desk/actions/new?act=redirect-print&state=held&channel=none&lang=en`, { headers: anna })
  t.match(await page.text(), /<dt>In the selection<\/dt><dd>0</)
  t.match(await order('7'), { status: 409, html: 'No letter is in the selection now' })
  const { status, location } = await order('0')
  t.equal(status, 303)
  t.match(await (await fetch(`${url}${location ?? ''}`, { headers: anna })).text(), '<dt>New way</dt><dd>Send on paper')
})

test('the desk pauses until a time ahead, and refuses one that has passed', async t => {
  const { url } = await startPostbud(t, { idle: true })
  const pause = async (until: string): Promise<{ status: number, html: string }> => {
    const body = new URLSearchParams({ word: 'pause', channel: 'print', until, reason: 'Stans', by: 'Anna' })
    const answer = await fetch(`${url}/desk/pauses?lang=en`, { method: 'POST', redirect: 'manual', headers: anna, body })
    return { status: answer.status, html: await answer.text() }
  }
  t.match(await pause('2020-01-01T08:00'), { status: 422, html: 'id="pause-until-fault"' })
  t.match(await pause('2099-02-30T08:00'), { status: 422, html: 'id="pause-until-fault"' })
  t.match(await pause('2099-01-01T08:00'), { status: 303 })
  t.match(await (await fetch(`${url}/desk/pauses?lang=en`, { headers: anna })).text(), '<time datetime="2099-01-01T07:00:00.000Z">')
})

test('the desk refuses to resume where no pause was chosen, and says so at the field', async t => {
  const { url } = await startPostbud(t, { idle: true })
  const send = async (form: Record<string, string>): Promise<{ status: number, html: string }> => {
    const answer = await fetch(`${url}/desk/pauses?lang=en`, { method: 'POST', redirect: 'manual', headers: anna, body: new URLSearchParams(form) })
    return { status: answer.status, html: await answer.text() }
  }
  t.match(await send({ word: 'resume', id: randomUUID(), ...grounds }), { status: 422, html: 'id="resume-id-fault"' }, 'nothing is paused')
  t.match(await send({ word: 'pause', channel: 'print', reason: 'Stans', by: 'Anna' }), { status: 303 })
  for (const id of ['', 'none', randomUUID()]) t.match(await send({ word: 'resume', id, ...grounds }), { status: 422, html: 'id="resume-id-fault"' }, id)
  const { status, html } = await send({ word: 'resume', id: '', reason: '', by: '' })
  t.equal(status, 422)
  for (const field of ['id', 'reason', 'by']) t.match(html, `id="resume-${field}-fault"`, field)
  const page = await (await fetch(`${url}/desk/pauses?lang=en`, { headers: anna })).text()
  const [, id = ''] = /<option value="([0-9a-f-]{36})"/.exec(page) ?? []
  const { html: partly } = await send({ word: 'resume', id, reason: '', by: 'Anna' })
  t.notMatch(partly, 'id="resume-id-fault"')
  t.match(await send({ word: 'resume', id, ...grounds }), { status: 303 })
  t.match(await (await fetch(`${url}/desk/pauses?lang=en`, { headers: anna })).text(), /Pauses that are over[^]*Trykkeriet er i gang/)
})
