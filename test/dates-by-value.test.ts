import { test } from 'tap'

test('match() and notMatch() tell one moment from another', async t => {
  const letter = { next: { step: 'send', at: new Date('2026-03-01T10:00:00Z') } }
  t.match(letter, { next: { at: new Date('2026-03-01T10:00:00Z') } })
  t.notMatch(letter, { next: { at: new Date('2026-03-01T10:00:01Z') } })
  t.notMatch([letter.next.at], [new Date(0)])
})
