import { test } from 'tap'
import { html } from '../../src/dashboard/html.ts'
import { channelName, codeWithMeaning, facts, label, row, stateLabel, table } from '../../src/dashboard/parts.ts'
import { openView } from '../../src/dashboard/view.ts'
import { letterMoves, type LetterState } from '../../src/letter/states.ts'
import { now } from './fake-desk.ts'

const view = openView({ params: {}, query: { lang: 'en' } }, now)
const states = Object.keys(letterMoves).filter((state): state is LetterState => state in letterMoves)

test('label() shows how something stands by a sign and by words, not by color alone', async t => {
  t.match(label('bad', 'Fails').toString(), /data-color="danger"><span class="desk-sign" aria-hidden="true">✕<\/span>Fails<\/span>$/)
})

test('stateLabel() has words for every state, and the same for no two', async t => {
  const labels = states.map(state => stateLabel(state, view).toString().replace(/<[^>]*>/g, ''))
  t.equal(new Set(labels).size, states.length)
  t.match(stateLabel('held', view).toString(), 'Held back')
})

test('channelName() says so when none was chosen', async t => {
  t.same([channelName('print', view), channelName(null, view)], ['Print and post', 'Not chosen yet'])
})

test('codeWithMeaning() tells what a known code asks for and leaves an unknown one alone', async t => {
  t.equal(codeWithMeaning('ERR_LOOKUP_UNAVAILABLE', view).toString(), '<code>ERR_LOOKUP_UNAVAILABLE</code> Tried again by itself')
  t.equal(codeWithMeaning('ERR_DISPATCH_REFUSED', view).toString(), '<code>ERR_DISPATCH_REFUSED</code> Somebody must look')
  t.equal(codeWithMeaning('toString', view).toString(), '<code>toString</code>')
})

test('table() can be reached by the keyboard and is named by its caption', async t => {
  const written = table('t1', 'Counts', ['A', 'B'], [row('x', [1])], 'numbers').toString()
  t.match(written, /<div class="desk-scroll desk-numbers" role="region" aria-labelledby="t1" tabindex="0">/)
  t.match(written, /<caption id="t1"[^>]*>Counts<\/caption>/)
  t.match(written, '<th scope="col">A</th><th scope="col">B</th>')
  t.match(written, '<tr><th scope="row">x</th><td>1</td></tr>')
})

test('facts() escapes terms and values', async t => {
  t.equal(facts([['a<b', html`<i>${'&'}</i>`]]).toString(), '<dl class="desk-facts"><div><dt>a&lt;b</dt><dd><i>&amp;</i></dd></div></dl>')
})
