import { test } from 'tap'
import { deskPages } from '../../src/dashboard/desk-pages.ts'
import type { PageAnswer } from '../../src/dashboard/page.ts'
import type { DeskPorts, DeskStory } from '../../src/dashboard/ports.ts'
import type { ErrorCode } from '../../src/letter/error-table.ts'
import type { AttemptState } from '../../src/letter/states.ts'
import { actions, aStoppedStory, aStory, endedPauses, fakePorts, groups, letterId, now, pauses } from './fake-desk.ts'

/** Asks a page of the desk, or sends its form. */
async function ask (path: string, ports: DeskPorts, query: Record<string, string> = {}, form?: Record<string, string>): Promise<PageAnswer> {
  const page = deskPages(ports, { now: () => now, newId: () => letterId(99) }).find(one => one.path === path)
  const request = { params: { id: path.includes('actions') ? letterId(60) : letterId(7) }, query: { lang: 'en', ...query } }
  const answer = await (form === undefined ? page?.render(request) : page?.submit?.({ ...request, form }))
  if (answer === undefined) throw new Error(`no page or form at ${path}`)
  return answer
}

const typed = { reason: ' Mended ', by: 'Kari' }

test('deskPages() offers what a letter\'s state allows, and nothing at its end', async t => {
  const options = async (ports: DeskPorts): Promise<string[]> =>
    [...(await ask('/desk/letters/:id', ports)).html.matchAll(/<option value="(hold|release|withdraw|resend|redirect-\w+)"/g)].map(([, act = '']) => act)
  t.strictSame(await options(fakePorts({ story: aStoppedStory() })), ['hold', 'release', 'withdraw', 'redirect-print', 'redirect-digital'])
  t.strictSame(await options(fakePorts({ story: aStory() })), [])
})

test('deskPages() acts on a letter once a key, and leads back to it', async t => {
  const asked: unknown[] = []
  const ports: DeskPorts = { ...fakePorts({ story: aStoppedStory() }), act: async (...call) => { asked.push(call); return { kind: 'taken' } } }
  const answer = await ask('/desk/letters/:id', ports, {}, { key: letterId(98), act: 'release', ...typed })
  t.match(answer, { status: 303, location: `/desk/letters/${letterId(7)}?decided=1&lang=en` })
  await ask('/desk/letters/:id', ports, {}, { key: letterId(98), act: 'redirect-print', ...typed })
  t.strictSame(asked, [
    [letterId(7), 'release', letterId(98), { reason: 'Mended', by: 'Kari' }],
    [letterId(7), 'redirect', letterId(98), { reason: 'Mended', by: 'Kari', action: 'route', channel: 'print' }]
  ])
  t.equal((await ask('/desk/letters/:id', ports, {}, { key: letterId(98), act: '', ...typed })).status, 422)
})

test('deskPages() says why an act cannot be, and keeps what was typed', async t => {
  const ports = fakePorts({ story: aStoppedStory(), verdict: { kind: 'refused', problems: [{ code: 'ERR_ACTION_IN_DOUBT' }] } })
  const { status, html } = await ask('/desk/letters/:id', ports, {}, { key: letterId(98), act: 'withdraw', reason: 'A & B', by: 'Kari' })
  t.equal(status, 409)
  t.match(html, /id="act-errors"[^]*may have been handed over/)
  t.match(html, 'A &amp; B</textarea>')
  t.match(html, '<option value="withdraw" selected="">')
})

/** A letter that was sealed when its form was sent, and stands otherwise when that was refused. */
function overtaken (code: ErrorCode, changes: Partial<DeskStory['letter']>): DeskPorts {
  const story = aStoppedStory()
  const states: Partial<DeskStory['letter']>[] = [{ state: 'sealed' }, changes]
  return {
    ...fakePorts({ story, verdict: { kind: 'refused', problems: [{ code }] } }),
    story: async () => ({ ...story, letter: { ...story.letter, ...states.shift() } })
  }
}

test('deskPages() names the state that stands in the way, also where nothing can be done any more, and keeps what was typed', async t => {
  const hold = (lang: string) => ask('/desk/letters/:id', overtaken('ERR_ACTION_STATE', { state: 'dispatched' }), { lang }, { key: letterId(98), act: 'hold', ...typed })
  const { status, html } = await hold('en')
  t.equal(status, 409)
  t.match(html, /<li>This cannot be done with a letter in the state &quot;Handed over&quot;\.<[^]*<option value="hold" selected="">[^]* Mended <\/textarea>/)
  t.match((await hold('nb')).html, 'Dette kan ikke gjøres med et brev i tilstanden «Overlevert».')
  t.match((await hold('nn')).html, 'Dette kan ikkje gjerast med eit brev i tilstanden «Overlevert».')
})

test('deskPages() names the hand-over that stands in the way', async t => {
  const said = async (state: AttemptState): Promise<string> => {
    const attempts = aStory().letter.attempts.map(attempt => ({ ...attempt, state }))
    const ports = overtaken('ERR_ACTION_IN_DOUBT', { state: 'held', attempts })
    return (await ask('/desk/letters/:id', ports, {}, { key: letterId(98), act: 'withdraw', ...typed })).html
  }
  t.match(await said('uncertain'), /state &quot;Held back&quot;, and hand-over no\. 1 is in the state &quot;Uncertain&quot;\. Wait for the receipt\.</)
  t.match(await said('delivered'), /hand-over no\. 1 is in the state &quot;Delivered&quot;\.</)
})

test('deskPages() says what the key of a form that was sent before means, blames no field, and gives a new key', async t => {
  const verdict = { kind: 'refused', problems: [{ code: 'ERR_INTAKE_KEY_REUSED', field: 'reason' }] } as const
  const ports = fakePorts({ story: aStoppedStory(), actions, verdict })
  const forms: [path: string, form: Record<string, string>][] = [
    ['/desk/letters/:id', { act: 'hold' }], ['/desk/letters/:id', { action: 'print' }], ['/desk/actions/new', { expected: '230' }]
  ]
  for (const [path, form] of forms) {
    const { status, html } = await ask(path, ports, { act: 'hold', state: 'held' }, { key: letterId(98), ...typed, ...form })
    t.equal(status, 422, path)
    t.match(html, /<li>The same form was sent once before with other content, and that was done\./, path)
    t.notMatch(html, '-fault"', path)
    t.match(html, `name="key" value="${letterId(99)}"`, path)
  }
})

test('deskPages() says that an action was settled meanwhile, and how', async t => {
  const [waiting] = actions
  const verdict = { kind: 'refused', problems: [{ code: 'ERR_ACTION_SETTLED' }] } as const
  const ports: DeskPorts = { ...fakePorts({ actions, verdict }), action: async () => waiting && { ...waiting, state: 'refused' } }
  const { status, html } = await ask('/desk/actions/:id', ports, {}, { word: 'approve', ...typed })
  t.equal(status, 409)
  t.match(html, /<li>The action does not wait for approval any more\. Its state is now &quot;Refused&quot;\.</)
})

test('deskPages() leads from a group of stopped letters to its release, counted first', async t => {
  const { html } = await ask('/desk/dead-letters', fakePorts({ groups }))
  t.match(html, 'href="/desk/actions/new?act=release&amp;state=held&amp;reasonCode=ERR_SEAL_ADDRESS&amp;channel=print&amp;sender=313000001&amp;lang=en"')
  const asked: unknown[] = []
  const ports: DeskPorts = {
    ...fakePorts({ actions }),
    startAction: async (...call) => { asked.push(call); return { kind: 'started', id: letterId(60) } }
  }
  const query = { act: 'release', state: 'held', reasonCode: 'ERR_SEAL_ADDRESS' }
  t.match((await ask('/desk/actions/new', ports, query)).html, /Let go on: 228 letters/)
  t.match(await ask('/desk/actions/new', ports, query, { key: letterId(98), expected: '230', ...typed }), { status: 303, location: `/desk/actions/${letterId(60)}?lang=en` })
  t.strictSame(asked, [[letterId(98), { action: 'release', selection: { state: 'held', reasonCode: 'ERR_SEAL_ADDRESS' }, expected: 230, reason: 'Mended', by: 'Kari' }]])
})

test('deskPages() lets go on only the letters without a channel where the group has none', async t => {
  const channelless = groups.map(group => ({ ...group, state: 'needs_decision' as const, channel: null }))
  const { html } = await ask('/desk/dead-letters', fakePorts({ groups: channelless }))
  t.match(html, 'act=release&amp;state=needs_decision&amp;reasonCode=ERR_SEAL_ADDRESS&amp;channel=none&amp;sender=313000001&amp;')
  const asked: unknown[] = []
  const base = fakePorts({ actions })
  const ports: DeskPorts = { ...base, previewAction: input => { asked.push(input); return base.previewAction(input) } }
  t.equal((await ask('/desk/actions/new', ports, { act: 'release', state: 'held', channel: 'none' })).status, 200)
  t.strictSame(asked, [{ action: 'release', selection: { state: 'held', channel: 'none' } }])
})

test('deskPages() offers all acts over many letters, by a form whose address is the count, and fills in what a list had', async t => {
  const { html } = await ask('/desk/actions', fakePorts(), { state: 'held', channel: 'print', sender: '313000009' })
  t.match(html, '<form class="desk-form" method="get" action="/desk/actions/new">')
  t.strictSame([...html.matchAll(/<option value="(hold|release|withdraw|resend|redirect[\w-]*)"/g)].map(([, act = '']) => act),
    ['hold', 'release', 'withdraw', 'resend', 'redirect-print', 'redirect-digital'])
  for (const value of ['held', 'print', '313000009']) t.match(html, `<option value="${value}" selected="">`)
  for (const value of ['313000001', 'information', 'none']) t.match(html, `<option value="${value}">`)
  t.match(html, /<fieldset[^>]*aria-describedby="select-selection-note"><legend class="ds-label">Which letters\?/)
  t.match((await ask('/desk/letters', fakePorts(), { state: 'held', channel: 'print' })).html, 'href="/desk/actions?state=held&amp;channel=print&amp;lang=en#select"')
  t.match((await ask('/desk/letters', fakePorts(), { state: 'held', age: '1d' })).html, 'href="/desk/actions?lang=en#select"')
})

test('deskPages() counts what the form selects, and orders it, also a redirection', async t => {
  const asked: unknown[] = []
  const base = fakePorts({ actions })
  const ports: DeskPorts = {
    ...base,
    previewAction: input => { asked.push(input); return base.previewAction(input) },
    startAction: async (...call) => { asked.push(call); return { kind: 'started', id: letterId(60) } }
  }
  const query = { act: 'redirect-print', batch: ' skatt-2026-11 ', sender: '', class: '', state: '', channel: 'eboks', reasonCode: '' }
  const { html } = await ask('/desk/actions/new', ports, query)
  t.match(html, /<dt>New way<\/dt><dd>Send on paper to the address in the population register<[^]*Send another way: 228 letters/)
  t.match(html, 'href="/desk/actions?act=redirect-print&amp;batch=skatt-2026-11&amp;channel=eboks&amp;lang=en#select"')
  const order = { action: 'redirect', channel: 'print', selection: { batch: 'skatt-2026-11', channel: 'eboks' } }
  t.match(await ask('/desk/actions/new', ports, query, { key: letterId(98), expected: '230', ...typed }), { status: 303 })
  t.strictSame(asked, [order, [letterId(98), { ...order, expected: 230, reason: 'Mended', by: 'Kari' }]])
})

test('deskPages() counts nothing where nothing is chosen, or nothing selects letters, and says so at the field', async t => {
  const base = fakePorts({ actions })
  const ports: DeskPorts = { ...base, previewAction: () => Promise.reject(new Error('asked')), startAction: () => Promise.reject(new Error('asked')) }
  const faults = async (query: Record<string, string>, form?: Record<string, string>): Promise<unknown> => {
    const { status, html } = await ask('/desk/actions/new', ports, query, form)
    return [status, [...html.matchAll(/id="select-(\w+)-fault"/g)].map(([, name]) => name)]
  }
  t.strictSame(await faults({}), [422, ['act', 'selection']])
  t.strictSame(await faults({ act: 'withdraw', batch: ' ' }), [422, ['selection']])
  t.strictSame(await faults({ act: 'withdraw' }, { key: letterId(98), expected: '230', ...typed }), [422, ['selection']])
  for (const act of ['', 'burn', 'redirect', 'redirect-eboks']) t.strictSame(await faults({ act, state: 'held' }), [422, ['act']], act)
  t.strictSame(await faults({ act: 'hold', state: 'held', batch: '209146 95016' }), [422, ['batch']])
  t.notMatch((await ask('/desk/actions/new', ports, { act: 'hold', batch: '20914695016' })).html, '20914695016')
  const { html } = await ask('/desk/actions/new', ports, {})
  t.match(html, /id="select-errors"[^]*The letters were not counted[^]*<a class="ds-link" href="#select-batch">Fill in at least one field/)
})

test('deskPages() shows what the gateway cannot select by at its field, and an empty selection without a button', async t => {
  const problems = [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/selection/state' }] as const
  const refusing: DeskPorts = { ...fakePorts({ actions }), previewAction: async () => ({ kind: 'refused', problems }) }
  const { status, html } = await ask('/desk/actions/new', refusing, { act: 'hold', state: 'lost', batch: 'night' })
  t.equal(status, 422)
  t.match(html, /value="night"[^]*id="select-state-fault"/)
  const preview = { total: 0, can: 0, cannot: [], needsApproval: false }
  const { html: empty } = await ask('/desk/actions/new', { ...fakePorts(), previewAction: async () => ({ kind: 'counted', preview }) }, { act: 'hold', batch: 'none' })
  t.match(empty, 'No letter is in the selection now')
  t.notMatch(empty, 'method="post"')
})

test('deskPages() counts anew where the number is not what was shown, and orders nothing without a number', async t => {
  const preview = { total: 231, can: 229, cannot: [], needsApproval: true }
  const verdict = { kind: 'refused', problems: [{ code: 'ERR_ACTION_COUNT', field: '/expected' }] } as const
  const ports: DeskPorts = { ...fakePorts({ actions, verdict }), previewAction: async () => ({ kind: 'counted', preview }) }
  const query = { act: 'withdraw', batch: 'night' }
  t.match((await ask('/desk/actions/new', fakePorts({ actions }), query)).html, '<input type="hidden" name="expected" value="230">')
  const send = (lang: string) => ask('/desk/actions/new', ports, { ...query, lang }, { key: letterId(98), expected: '230', ...typed })
  const { status, html } = await send('en')
  t.equal(status, 409)
  t.match(html, /id="order-errors"[^]*<li>The number of letters in the selection is another[^]*name="expected" value="231"[^]* Mended <\/textarea>/)
  t.match((await send('nb')).html, 'Antallet brev i utvalget er et annet')
  t.match((await send('nn')).html, 'Talet på brev i utvalet er eit anna')
  for (const expected of ['', '-1', '2.5', 'many']) t.equal((await ask('/desk/actions/new', ports, query, { key: letterId(98), expected, ...typed })).status, 404, expected)
})

test('deskPages() lets a second person approve or refuse, and says when it is the first', async t => {
  const asked: unknown[] = []
  const ports: DeskPorts = { ...fakePorts({ actions }), approveAction: async (...call) => { asked.push(call); return { kind: 'taken' } } }
  await ask('/desk/actions/:id', ports, {}, { word: 'approve', ...typed })
  await ask('/desk/actions/:id', ports, {}, { word: 'refuse', ...typed })
  t.match(asked, [[letterId(60), true, { by: 'Kari' }], [letterId(60), false, { by: 'Kari' }]])
  const refused = fakePorts({ actions, verdict: { kind: 'refused', problems: [{ code: 'ERR_ACTION_SAME_PERSON' }] } })
  t.match(await ask('/desk/actions/:id', refused, {}, { word: 'approve', ...typed }), { status: 409, html: /Whoever asked for the action cannot/ })
})

test('deskPages() shows the second person what is approved: where a redirection leads, and what was counted, by what stands in the way', async t => {
  const turned = fakePorts({ actions: actions.map(action => ({ ...action, act: 'redirect' as const, channel: 'digital' as const })) })
  const { html } = await ask('/desk/actions/:id', turned)
  t.match(html, '<dt>New way</dt><dd>Send to the digital mailbox</dd>')
  t.match(html, /Counted when the action was asked for[^]*<dd>230<[^]*<dt>Can be done now<\/dt><dd>228<[^]*Sealed<\/span><\/th><td>1: Being handed over<\/td><td>2</)
  t.match((await ask('/desk/actions/:id', turned, { lang: 'nb' })).html, '<dt>Ny vei</dt><dd>Send til digital postkasse</dd>')
  t.match((await ask('/desk/actions/:id', turned, { lang: 'nn' })).html, '<dt>Ny veg</dt><dd>Send til digital postkasse</dd>')
  t.notMatch((await ask('/desk/actions/:id', fakePorts({ actions }))).html, 'New way')
})

test('deskPages() pauses and resumes', async t => {
  const asked: unknown[] = []
  const ports: DeskPorts = {
    ...fakePorts({ pauses }),
    startPause: async input => { asked.push(input); return { kind: 'taken' } },
    endPause: async (...call) => { asked.push(call); return { kind: 'taken' } }
  }
  t.match((await ask('/desk/pauses', ports)).html, /Until somebody resumes[^]*The channel itself/)
  t.match(await ask('/desk/pauses', ports, {}, { word: 'pause', channel: 'print', class: '', sender: '313 000 001', ...typed }), { status: 303 })
  await ask('/desk/pauses', ports, {}, { word: 'resume', id: letterId(80), ...typed })
  t.strictSame(asked, [{ channel: 'print', sender: '313000001', reason: 'Mended', by: 'Kari' }, [letterId(80), { reason: 'Mended', by: 'Kari' }]])
})

test('deskPages() pauses until a time by Norwegian clocks, and shows one that cannot be at its field, as it was typed', async t => {
  const asked: unknown[] = []
  const ports: DeskPorts = { ...fakePorts(), startPause: async input => { asked.push(input); return { kind: 'taken' } } }
  t.match((await ask('/desk/pauses', ports)).html, /for="pause-until">Until \(Norwegian time\)<[^]*aria-describedby="pause-until-note" type="datetime-local"/)
  for (const until of ['2027-01-04T08:00', '2027-07-04T08:00', 'soon', ' ']) await ask('/desk/pauses', ports, {}, { word: 'pause', channel: 'print', until, ...typed })
  t.strictSame(asked, ['2027-01-04T08:00:00+01:00', '2027-07-04T08:00:00+02:00', 'soon', undefined]
    .map(until => ({ channel: 'print', ...until !== undefined && { until }, reason: 'Mended', by: 'Kari' })))
  const refusing = fakePorts({ verdict: { kind: 'refused', problems: [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/until' }] } })
  const { status, html } = await ask('/desk/pauses', refusing, {}, { word: 'pause', until: '2020-01-01T08:00', ...typed })
  t.equal(status, 422)
  t.match(html, /href="#pause-until"[^]*value="2020-01-01T08:00"[^]*id="pause-until-fault"/)
})

test('deskPages() shows the pauses that are over, by whom and why', async t => {
  const { html } = await ask('/desk/pauses', fakePorts({ endedPauses }))
  t.match(html, /Pauses that are over[^]*Ola<\/td><td>Trykkeriet er i gang[^]*The channel itself[^]*Its time was up<\/td><td>–/)
  t.notMatch((await ask('/desk/pauses', fakePorts({ pauses }))).html, 'Pauses that are over')
})
