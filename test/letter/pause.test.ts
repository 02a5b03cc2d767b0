import { test } from 'tap'
import { isPaused, type PauseScope } from '../../src/letter/pause.ts'

const nothing: PauseScope = { channel: null, sender: null, class: null }
const letter: PauseScope = { channel: 'print', sender: '313000001', class: 'decision' }

const cases: [string, PauseScope, boolean][] = [
  ['everything, if it names nothing', nothing, true],
  ['what matches all it names', letter, true],
  ['not another channel', { ...nothing, channel: 'eboks' }, false],
  ['not another sender', { ...letter, sender: '313000028' }, false],
  ['not another class', { ...nothing, class: 'information' }, false]
]

for (const [what, pause, expected] of cases) {
  test(`isPaused() of a pause stops ${what}`, async t => { t.equal(isPaused(pause, letter), expected) })
}

test('isPaused() of a pause of a channel lets go on what has no channel yet', async t => {
  t.equal(isPaused({ ...nothing, channel: 'print' }, { ...letter, channel: null }), false)
})
