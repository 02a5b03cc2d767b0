import { test } from 'tap'
import { holdsIdentityNumber, isIdentityNumber } from '../../src/intake/identity-number.ts'
import { published } from '../support/shared.ts'
import { readFileSync } from 'node:fs'

// registries.md §4.3, remainders verified there. All synthetic or published examples.
const valid = [
  '20036914700', '03851598730', '20914695016', '16852749559', '02013299997', '02013299903', '30108299920', '30108299939', '30908299902',
  '41814061033', '41814065640', '41814075603', '41810021827', '41810025091', '41810034422'
]
const invalid = ['17051400000', '26079833787']

for (const number of valid) {
  test(`isIdentityNumber() takes ${number}`, async t => { t.ok(isIdentityNumber(number)) })
}

for (const number of invalid) {
  test(`isIdentityNumber() refuses the placeholder ${number}`, async t => { t.notOk(isIdentityNumber(number)) })
}

test('isIdentityNumber() refuses what is not eleven digits, and numbers of hospitals', async t => {
  for (const text of ['', '2091469501', '209146950160', '20914695016\n', ' 20914695016', '2091469501a', '２０９１４６９５０１６']) t.notOk(isIdentityNumber(text), encodeURIComponent(text))
  // Month + 40: no register of ours knows such a number.
  t.notOk(isIdentityNumber(withControls('205069147')))
})

test('isIdentityNumber() judges as the tax authority\'s own list', async t => {
  const file = published(t, 'registries/folkeregisteret/foedselsnummer.csv')
  if (file === undefined) return
  for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [number = '', , isValid] = line.split(',')
    t.equal(isIdentityNumber(number), isValid === 'true', line)
  }
})

test('isIdentityNumber() knows the end of February', async t => {
  t.ok(isIdentityNumber(withControls('290200' + '501')), 'the year 00 counts as leap')
  t.notOk(isIdentityNumber(withControls('290201' + '501')))
})

test('holdsIdentityNumber() finds numbers as people write them', async t => {
  for (const text of ['20914695016', 'gjelder 20914695016.', 'vedtak_20914695016.pdf', '209146 95016', '209146-95016', '209146.95016', '２０９１４６９５０１６']) {
    t.ok(holdsIdentityNumber(text), text)
  }
  t.ok(holdsIdentityNumber(`sak ${withControls('205069147')}`), 'of hospitals too')
})

test('holdsIdentityNumber() leaves other numbers alone', async t => {
  for (const text of ['', 'sak 2026/1234', '20914695017', '120914695016', '209146950161', '0199f0a0-0000-7000-8000-000000000001', '20 91 46 95 016']) {
    t.notOk(holdsIdentityNumber(text), text)
  }
})

test('holdsIdentityNumber() leaves UUIDs and digests alone, and finds what stands beside them', async t => {
  const [uuid, digest] = ['0199f0a0-0000-7000-8000-a20914695016', `${'ab'.repeat(16)}20914695016c`]
  for (const text of [uuid, uuid.toUpperCase(), `sak ${uuid}`, digest]) t.notOk(holdsIdentityNumber(text), text)
  for (const text of [`${uuid} 20914695016`, `20914695016/${digest}`, `a20914695016`]) t.ok(holdsIdentityNumber(text), text)
})

/** Completes nine digits by the old rule, independently of the library. */
function withControls (nine: string): string {
  const sum = (weights: number[], digits: string): number => weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0)
  const ten = nine + String((11 - sum([3, 7, 6, 1, 8, 9, 4, 5, 2], nine) % 11) % 11)
  return ten + String((11 - sum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], ten) % 11) % 11)
}
