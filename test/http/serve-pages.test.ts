import { test, type Test } from 'tap'
import { servePages, type ServedPage } from '../../src/http/serve-pages.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { testApp } from '../support/test-app.ts'

const basic = `Basic ${Buffer.from('anna:sandbox').toString('base64')}`
const form = { 'authorization': basic, 'content-type': 'application/x-www-form-urlencoded', 'host': 'desk.example' }

type Asker = (headers: Record<string, string>, payload?: string) => Promise<{ statusCode: number, headers: Record<string, unknown>, body: string }>

/** A page with a form, and what came of it. */
async function aPage (t: Test): Promise<{ taken: unknown[], post: Asker, get: (headers: Record<string, string>) => ReturnType<Asker> }> {
  const taken: unknown[] = []
  const page: ServedPage = {
    path: '/desk/a/:id',
    title: 'A',
    render: async () => ({ status: 200, html: 'shown' }),
    submit: async request => { taken.push(request); return { status: 303, html: '', location: '/desk/a/1' } }
  }
  const { app } = await testApp(t, {}, { pages: [servePages([page], fakePorts())] })
  return {
    taken,
    post: (headers, payload = 'by=Kari+%C3%85s&reason=x') => app.inject({ method: 'POST', url: '/desk/a/1?lang=nn', headers, payload }),
    get: headers => app.inject({ url: '/desk/a/1', headers })
  }
}

test('servePages() takes a form from its own pages, and leads on', async t => {
  const { taken, post } = await aPage(t)
  const answer = await post({ ...form, 'sec-fetch-site': 'same-origin' })
  t.match(answer, { statusCode: 303, headers: { 'location': '/desk/a/1', 'cache-control': 'no-store' } })
  t.match(taken, [{ params: { id: '1' }, query: { lang: 'nn' }, form: { by: 'Kari Ås', reason: 'x' } }])
  t.equal((await post({ ...form, origin: 'http://desk.example' })).statusCode, 303)
})

test('servePages() takes no form that another site made, nor one of unknown origin', async t => {
  const { taken, post } = await aPage(t)
  const foreign = [
    {}, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }, { origin: 'null' }, { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', 'origin': 'http://desk.example' }, { origin: 'http://desk.example:81' }
  ]
  for (const headers of foreign) t.equal((await post({ ...form, ...headers })).statusCode, 403, JSON.stringify(headers))
  t.strictSame(taken, [])
})

test('servePages() takes no form without the key, and nothing that is no form', async t => {
  const { taken, post } = await aPage(t)
  const ours = { ...form, 'sec-fetch-site': 'same-origin' }
  t.equal((await post({ ...ours, authorization: 'Basic eDp5' })).statusCode, 401)
  t.equal((await post({ ...ours, 'content-type': 'application/json' }, '{}')).statusCode, 415)
  t.equal((await post(ours, `by=${'x'.repeat(40_000)}`)).statusCode, 413)
  t.strictSame(taken, [])
})

test('servePages() lets browsers name the origin of its forms', async t => {
  const { get } = await aPage(t)
  t.match(await get({ authorization: basic }), { statusCode: 200, headers: { 'referrer-policy': 'same-origin' } })
})
