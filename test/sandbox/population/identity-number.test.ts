import { idnr } from '@navikt/fnrvalidator'
import { test } from 'tap'
import { syntheticNumber } from '../../../src/sandbox/population/identity-number.ts'

const all = (birthDate: string, isDNumber: boolean): string[] =>
  Array.from({ length: 1000 }, (_, serial) => syntheticNumber(birthDate, serial, { isDNumber })).filter(number => number !== undefined)

test('syntheticNumber() raises the month by 80', t => {
  t.equal(syntheticNumber('1915-05-03', 987, { isDNumber: false }), '03851598730') // of foedselsnummer.csv
  t.end()
})

test('syntheticNumber() gives the number of the register\'s own example', t => {
  // 16852749559, the synthetic person of Folkeregisteret's documentation, born 1927-05-16
  t.equal(syntheticNumber('1927-05-16', 495, { isDNumber: false }), '16852749559')
  t.end()
})

test('syntheticNumber() raises the day by 40 for a D-number', t => {
  t.match(syntheticNumber('1940-01-01', 610, { isDNumber: true }), /^418140610/)
  t.end()
})

test('syntheticNumber() leaves out the serials whose check digit would be 10', t => {
  const numbers = all('1985-01-03', false)
  t.ok(numbers.length > 800 && numbers.length < 1000, `${numbers.length} of 1000`)
  t.end()
})

test('syntheticNumber() makes numbers that an independent validator takes', t => {
  for (const number of [...all('1985-01-03', false), ...all('2004-02-29', false), ...all('1950-12-31', true)]) {
    if (idnr(number).status !== 'valid') t.fail(number)
  }
  t.end()
})
