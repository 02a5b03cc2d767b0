import { test } from 'tap'
import { openView } from '../../src/dashboard/view.ts'
import { now } from './fake-desk.ts'

test('openView() carries along a language the address asks for', async t => {
  const view = openView({ params: {}, query: { lang: 'en' }, language: 'nn' }, now)
  t.equal(view.language, 'en')
  t.equal(view.link('/letters', { state: 'held' }), '/desk/letters?state=held&lang=en')
})

test('openView() does not write a language into links that only the browser wished for', async t => {
  const view = openView({ params: {}, query: {}, language: 'nn' }, now)
  t.equal(view.language, 'nn')
  t.equal(view.link('/letters'), '/desk/letters')
})

test('openView() does not carry along a language that is none of ours', async t => {
  const view = openView({ params: {}, query: { lang: '"><script>' } }, now)
  t.same([view.language, view.chosen, view.link('')], ['nb', undefined, '/desk'])
})
