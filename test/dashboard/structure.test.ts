// Rules of WCAG 2.2 that can be read off the markup, on every page, in every state and language.
import { ParseOption, XmlDocument, type XmlNode } from 'libxml2-wasm'
import { test } from 'tap'
import { deskPages } from '../../src/dashboard/desk-pages.ts'
import { deskLanguages } from '../../src/dashboard/language.ts'
import type { DeskPorts } from '../../src/dashboard/ports.ts'
import { actions, aDeskLetter, aStory, aStoppedStory, badOverview, emptyOverview, endedPauses, fakePorts, groups, letterId, now, pauses } from './fake-desk.ts'

const many = Array.from({ length: 50 }, (_, index) => aDeskLetter(index + 1))
const broken: DeskPorts = { ...fakePorts(), overview: () => Promise.reject(new Error('down')) }
const desks: [string, DeskPorts][] = [
  ['empty', fakePorts({ overview: emptyOverview() })],
  ['few', fakePorts({ letters: many.slice(0, 1), story: aStory() })],
  ['many', fakePorts({ overview: badOverview(), letters: many, next: 'n', story: aStoppedStory(), actions, groups, pauses, endedPauses })], ['error', broken]
]

/** All pages as [name, html]. */
async function allPages (): Promise<[string, string][]> {
  const wanted = desks.flatMap(([desk, ports]) =>
    deskPages(ports, { now: () => now, newId: () => letterId(99) }).flatMap(page => deskLanguages.map(lang => ({ desk, page, lang }))))
  const refusals = await Promise.all(deskLanguages.flatMap(lang => [refusedForm(lang), ...refusedHands(lang), ...refusedSelections(lang)]))
  const rendered = await Promise.all(wanted.map(async ({ desk, page, lang }): Promise<[string, string]> => {
    const id = page.path.includes('/actions/') ? letterId(60) : letterId(7)
    const { html } = await page.render({ params: { id }, query: { lang, act: 'release', state: 'held', reasonCode: 'ERR_SEAL_ADDRESS' } })
    return [`${desk} ${page.path} ${lang}`, html]
  }))
  return [...rendered, ...refusals]
}

/** The form as it comes back when all of it is wrong. */
async function refusedForm (lang: string): Promise<[string, string]> {
  const fields = ['/action', '/address/name', '/address/lines/0', '/address/postalCode', '/address/city', '/address/countryCode', '/reason', '/by', '/until', '/x']
  const problems = fields.map(field => ({ code: 'ERR_INTAKE_FIELD_INVALID' as const, field }))
  const ports = fakePorts({ story: aStoppedStory(), verdict: { kind: 'refused', problems } })
  const page = deskPages(ports, { now: () => now, newId: () => letterId(99) }).find(candidate => candidate.submit !== undefined)
  const answer = await page?.submit?.({ params: { id: letterId(7) }, query: { lang }, form: { key: letterId(98), reason: '<b>' } })
  return [`refused form ${lang}`, answer?.html ?? '']
}

/** The forms by which people act by hand, as they come back when all of them is wrong. */
function refusedHands (lang: string): Promise<[string, string]>[] {
  const problems = ['/act', '/id', '/until', '/reason', '/by'].map(field => ({ code: 'ERR_INTAKE_FIELD_INVALID' as const, field }))
  const ports = fakePorts({ story: aStoppedStory(), actions, pauses, verdict: { kind: 'refused', problems } })
  const forms: [path: string, id: string, form: Record<string, string>][] = [
    ['/desk/letters/:id', letterId(7), { act: 'hold' }], ['/desk/actions/new', '', {}], ['/desk/actions/:id', letterId(60), { word: 'approve' }],
    ['/desk/pauses', '', { word: 'pause' }], ['/desk/pauses', '', { word: 'resume', id: letterId(80) }]
  ]
  return forms.map(async ([path, id, form]): Promise<[string, string]> => {
    const page = deskPages(ports, { now: () => now, newId: () => letterId(99) }).find(one => one.path === path)
    const answer = await page?.submit?.({ params: { id }, query: { lang, act: 'hold', state: 'held' }, form: { key: letterId(98), expected: '230', reason: '<b>', ...form } })
    return [`refused ${path} ${form.word ?? ''} ${lang}`, answer?.html ?? '']
  })
}

/** The form that selects letters, as it comes back when nothing was chosen, and when a field is wrong. */
function refusedSelections (lang: string): Promise<[string, string]>[] {
  const page = deskPages(fakePorts({ actions }), { now: () => now, newId: () => letterId(99) }).find(one => one.path === '/desk/actions/new')
  return [{}, { act: 'hold', state: 'held', batch: '209146 95016' }].map(async (query): Promise<[string, string]> =>
    [`refused selection ${Object.keys(query).join(' ')} ${lang}`, (await page?.render({ params: {}, query: { lang, ...query } }))?.html ?? ''])
}

/** Reads a page as XML: our markup is regular enough once void elements and bare attributes are closed. */
function parse (html: string): XmlDocument {
  const regular = html.replace('<!doctype html>', '').replace(/<(meta|link|input|br)\b([^>]*?)\/?>/g, '<$1$2/>')
    .replace(/ (hidden|defer|selected|data-[a-z-]+)(?=[ />])/g, ' $1=""')
  return XmlDocument.fromString(regular, { option: ParseOption.XML_PARSE_NONET })
}

function text (node: XmlNode, path: string): string {
  const found = node.eval(path)
  return typeof found === 'string' ? found : ''
}

/** Links whose name lacks the words shown, as words (WCAG 2.5.3). */
const unspoken = '//a[@aria-label][not(contains(concat(" ", translate(@aria-label, ":", " "), " "), concat(" ", normalize-space(), " ")))]'

/** What is wrong with one page. */
function faultsOf (document: XmlDocument, lang: string): string[] {
  const count = (path: string) => Number(document.eval(`count(${path})`))
  const rules: [string, boolean][] = [
    ['lang', text(document.root, 'string(/html/@lang)') === lang],
    ['title', text(document.root, 'normalize-space(/html/head/title)') !== ''],
    ['one h1', count('//h1') === 1], ['one main', count('//main') === 1], ['named menus', count('//nav[not(@aria-label)]') === 0],
    ['header and footer', count('//header') * count('//footer') === 1],
    ['skip link first', text(document.root, 'string(//body/*[1]/@href)') === '#main' && count('//main[@id="main"]') === 1],
    ['h2 before h3', count('//h3[not(preceding::h2)]') === 0],
    ['captions', count('//table') === count('//table/caption[normalize-space()]')],
    ['header cells', count('//th[not(@scope)]') === 0 && count('//table[not(thead/tr/th)]') === 0 && count('//tbody/tr[not(th)]') === 0],
    ['labels', count('//*[(self::input and not(@type="hidden")) or self::select or self::textarea][not(@id = //label/@for)]') === 0],
    ['unique ids', new Set(ids(document)).size === ids(document).length],
    ['names that exist', document.find('//@aria-labelledby | //@aria-describedby').every(names => names.content.split(' ').every(name => ids(document).includes(name)))],
    ['parts that links lead to', document.find('//a[starts-with(@href, "#")]/@href').every(href => ids(document).includes(href.content.slice(1)))],
    ['one focus', count('//*[@autofocus]') <= 1 && count('//fieldset[not(legend[normalize-space()])]') === 0],
    // A browser that is led to a part of a page leaves out what asks for the focus, and a redirection keeps that part.
    ['forms that leave the focus', count('//form[contains(@action, "#")]') === 0],
    ['names that hold the words shown', count(unspoken) === 0],
    ['links with words', count('//a[not(normalize-space())]') === 0],
    ['no inline', count('//@style | //style | //script[not(@src)] | //@*[starts-with(name(), "on")]') === 0],
    ['no refresh', count('//meta[@http-equiv]') === 0],
    ['signs only beside words', count('//span[contains(@class, "ds-tag")][not(text()[normalize-space()])]') === 0]
  ]
  return rules.filter(([, holds]) => !holds).map(([name]) => name)
}

function ids (document: XmlDocument): string[] {
  return document.find('//@id').map(id => id.content)
}

test('every page keeps the structural rules of WCAG', async t => {
  for (const [name, html] of await allPages()) {
    const document = parse(html)
    t.same(faultsOf(document, name.slice(-2)), [], name)
    document.dispose()
  }
})

test('every row of a table has as many cells as its head', async t => {
  for (const [name, html] of await allPages()) {
    const document = parse(html)
    const cells = (row: XmlNode) => Number(row.eval('count(th | td)'))
    const uneven = document.find('//tbody/tr').filter(row => cells(row) !== Number(row.eval('count(ancestor::table/thead/tr/th)')))
    t.same(uneven.map(row => row.content), [], name)
    document.dispose()
  }
})

test('no page holds anything that looks like an identity number', async t => {
  for (const [name, html] of await allPages()) t.notMatch(html.replaceAll(/[0-9a-f-]{36}/g, ''), /\d{11}/, name)
})
