import { idnr } from '@navikt/fnrvalidator'
import { test } from 'tap'
import { cases } from '../../../src/sandbox/population/cases.ts'
import { createPopulation } from '../../../src/sandbox/population/create-population.ts'
import type { Person } from '../../../src/sandbox/population/person.ts'
import { seeded } from '../../../src/sandbox/population/seeded.ts'

const today = new Date('2026-03-01T10:00:00Z')
const population = createPopulation(today)
const monthsOld = (date: Date | undefined): number => (today.getTime() - (date?.getTime() ?? 0)) / (30.44 * 86_400_000)
const some = (name: string): Person[] => population.people.filter(person => person.case === name)
const numbers = population.people.flatMap(person => [person.nationalIdentityNumber, person.formerNumber]).filter(number => number !== undefined)

test('createPopulation() makes at least 2000 people', t => {
  t.ok(population.people.length >= 2000, `${population.people.length}`)
  t.end()
})

test('createPopulation() gives every case as many people as its row says', t => {
  for (const { name, count } of cases) t.equal(some(name).length, count, name)
  t.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'names are unique')
  t.end()
})

test('createPopulation() makes only numbers that are valid, synthetic and unique', t => {
  for (const number of numbers) {
    const verdict = idnr(number)
    if (verdict.status !== 'valid' || !['tnr', 'dnr-and-tnr'].includes(verdict.type)) t.fail(`a number of ${verdict.status} kind`)
  }
  t.equal(new Set(numbers).size, numbers.length)
  t.end()
})

test('createPopulation() makes the same people whatever the day', t => {
  const later = createPopulation(new Date('2031-07-01T00:00:00Z'))
  t.same(later.people.map(person => person.nationalIdentityNumber), population.people.map(person => person.nationalIdentityNumber))
  t.same(later.people.map(person => person.contact.mailbox), population.people.map(person => person.contact.mailbox))
  t.end()
})

test('createPopulation() makes other people of another seed', t => {
  t.not(createPopulation(today, 1).people[0]?.nationalIdentityNumber, population.people[0]?.nationalIdentityNumber)
  t.end()
})

test('createPopulation() has every status of the register', t => {
  t.same([...new Set(population.people.map(({ status }) => status))].sort(), [
    'active', 'birth-registered', 'ceased', 'dead', 'disappeared', 'emigrated', 'inactive', 'not-resident', 'resident', 'temporary'
  ])
  t.end()
})

test('createPopulation() has every form of address', t => {
  const forms = population.people.flatMap(({ residence, shared, stay, postal, postalAbroad }) =>
    [residence, shared, stay, postal, postalAbroad].map(address => address?.place.form))
  t.same([...new Set(forms.filter(form => form !== undefined))].sort(), [
    'abroad', 'abroad-lines', 'box', 'cadastre', 'elsewhere', 'lines', 'nowhere', 'street', 'unknown'
  ])
  t.end()
})

test('createPopulation() gives strictly confidential people no residence', t => {
  const hidden = population.people.filter(({ protection }) => protection === 'strictly-confidential')
  t.ok(hidden.length >= 30)
  t.ok(hidden.every(({ residence }) => residence === undefined))
  t.end()
})

test('createPopulation() gives minors numbers of children', t => {
  t.ok(some('minor').every(({ birthDate }) => Number(birthDate.slice(0, 4)) >= 2016))
  t.end()
})

test('createPopulation() gives D-numbers a day above 40', t => {
  t.ok([...some('d-number'), ...some('d-number-mailbox')].every(({ nationalIdentityNumber }) => nationalIdentityNumber >= '4'))
  t.end()
})

test('createPopulation() lets contact data be fresh or older than 18 months', t => {
  const { email, mobile } = some('digipost-stale-email')[0]?.contact ?? {}
  t.ok(monthsOld(email?.updatedAt) > 18 && monthsOld(email?.verifiedAt) > 18)
  t.ok(monthsOld(mobile?.verifiedAt) < 18)
  t.end()
})

test('createPopulation() gives each mailbox its own address, in the shape of its operator', t => {
  const boxes = population.people.flatMap(({ contact }) => contact.mailbox ?? []).filter(({ address }) => address !== '')
  t.equal(new Set(boxes.map(({ address }) => address)).size, boxes.length)
  for (const { provider, address } of boxes) t.match(address, provider === 'digipost' ? /^\S+\.\S+#[0-9A-Z]{4}$/ : /^\d{10}$/)
  t.end()
})

test('byNumber() finds people by the number in use and by a former one', t => {
  const [person] = some('superseded-number')
  t.equal(population.byNumber(person?.nationalIdentityNumber ?? ''), person)
  t.equal(population.byNumber(person?.formerNumber ?? ''), person)
  t.equal(population.byNumber('00000000000'), undefined)
  t.end()
})

test('createPopulation() keeps the numbers that tests and README name', t => {
  const named = { 'eboks-plain': '04864803089', 'protection-strict-no-postal': '03916020782', 'left-residence': '07910168775' }
  t.strictSame(Object.fromEntries(Object.keys(named).map(name => [name, some(name)[0]?.nationalIdentityNumber])), named)
  t.end()
})

test('renumber() gives a free number and keeps the former one', t => {
  const fresh = createPopulation(today)
  const [person] = fresh.people
  const former = person?.nationalIdentityNumber ?? ''
  fresh.renumber(person?.id ?? '', seeded(7))
  t.match(person, { formerNumber: former })
  t.notOk(numbers.includes(person?.nationalIdentityNumber ?? ''))
  t.equal(idnr(person?.nationalIdentityNumber ?? '').status, 'valid')
  t.same([former, person?.nationalIdentityNumber ?? ''].map(number => fresh.byNumber(number)?.id), [person?.id, person?.id])
  fresh.renumber('nobody', seeded(7))
  t.end()
})

test('byMailbox() knows only open mailboxes of that operator', t => {
  const address = some('eboks-plain')[0]?.contact.mailbox?.address ?? ''
  t.equal(population.byMailbox('eboks', address), some('eboks-plain')[0])
  t.equal(population.byMailbox('digipost', address), undefined)
  t.equal(population.byMailbox('eboks', some('eboks-closed')[0]?.contact.mailbox?.address ?? ''), undefined)
  t.end()
})
