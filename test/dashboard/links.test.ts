import { test } from 'tap'
import { deskLink } from '../../src/dashboard/links.ts'

test('deskLink() leaves out what is not asked for', async t => {
  t.equal(deskLink('', {}, undefined), '/desk')
  t.equal(deskLink('/letters', { state: '', channel: undefined }, undefined), '/desk/letters')
})

test('deskLink() writes the query and carries a chosen language', async t => {
  t.equal(deskLink('/letters', { reference: 'a&b/æ', state: 'held' }, 'nn'), '/desk/letters?reference=a%26b%2F%C3%A6&state=held&lang=nn')
})

test('deskLink() lets the chosen language win over one in the query', async t => {
  t.equal(deskLink('', { lang: 'en' }, 'nb'), '/desk?lang=nb')
})
