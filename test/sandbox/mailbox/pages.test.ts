import { test } from 'tap'
import { html } from '../../../src/sandbox/mailbox/html.ts'
import { layout } from '../../../src/sandbox/mailbox/layout.ts'
import { inboxPage, letterPage, startPage, type LetterView } from '../../../src/sandbox/mailbox/pages.ts'

const letter: LetterView = {
  id: 'm', title: 'A <b>title</b>', sender: '313000001', receivedAt: new Date('2026-03-01T10:00:00Z'), isOpened: false, isPrinted: false,
  wantsReceipt: true, documents: [{ title: 'Letter', mediaType: 'application/pdf' }, { title: 'Sheet', mediaType: 'application/octet-stream' }]
}

test('layout() says its language, its title and where its content begins', t => {
  const page = layout({ language: 'nn', path: '/p1', heading: 'Innboks', content: html`<p></p>`, backTo: '' })
  t.match(page, /^<!doctype html>\n<html lang="nn">/)
  t.match(page, /<title>Innboks – Postkassa i sandkassa<\/title>/)
  t.match(page, /<a class="ds-skip-link" href="#main">/)
  t.match(page, /<main id="main"/)
  t.match(page, /href="\/mailbox\/p1\?lang=en" hreflang="en" lang="en"/)
  t.end()
})

test('layout() has no script and no inline style', t => {
  t.notMatch(layout({ language: 'nb', path: '', heading: 'x', content: html`` }), /<script|style="|<style|onclick|javascript:/)
  t.end()
})

test('startPage() names a search that found nothing, where a reader hears it', t => {
  const rows = { withLetters: [], examples: [], isMissed: true }
  t.match(startPage(rows, 'nb').text, /aria-describedby="search-hint search-problem" aria-invalid="true"/)
  t.match(startPage(rows, 'nb').text, /id="search-problem" role="alert"/)
  t.notMatch(startPage({ ...rows, isMissed: false }, 'nb').text, /search-problem/)
  t.end()
})

test('startPage() labels its field', t => {
  t.match(startPage({ withLetters: [], examples: [], isMissed: false }, 'en').text, /<label class="ds-label" for="number">/)
  t.end()
})

test('inboxPage() escapes titles, and says in words what is read', t => {
  const page = inboxPage('p1', [letter, { ...letter, isOpened: true }], 'en').text
  t.match(page, /A &lt;b&gt;title&lt;\/b&gt;/)
  t.match(page, /Unread/)
  t.match(page, /Opened/)
  t.match(page, /<time datetime="2026-03-01T10:00:00.000Z">1 Mar 2026, 11:00<\/time>/)
  t.end()
})

test('inboxPage() has a table with a caption and headings for rows and columns', t => {
  const page = inboxPage('p1', [letter], 'nb').text
  t.match(page, /<caption class="ds-sr-only">/)
  t.equal(page.match(/scope="col"/g)?.length, 4)
  t.equal(page.match(/scope="row"/g)?.length, 1)
  t.match(inboxPage('p1', [], 'nb').text, /Ingen brev/)
  t.end()
})

test('letterPage() shows a button and no document until it is opened', t => {
  const page = letterPage('p1', letter, 'nb').text
  t.match(page, /<form method="post" action="\/mailbox\/p1\/letters\/m\/open\?lang=nb">/)
  t.match(page, /ber om kvittering/)
  t.notMatch(page, /iframe|documents/)
  t.end()
})

test('letterPage() shows the PDF with a title, and offers the rest for download', t => {
  const page = letterPage('p1', { ...letter, isOpened: true }, 'en').text
  t.equal(page.match(/<iframe class="document" src="\/mailbox\/p1\/letters\/m\/documents\/0" title="Document 1: Letter">/g)?.length, 1)
  t.match(page, /href="\/mailbox\/p1\/letters\/m\/documents\/1">Download/)
  t.end()
})
