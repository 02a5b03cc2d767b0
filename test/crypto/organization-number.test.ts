import { test } from 'tap'
import type { JsonName } from '@peculiar/x509'
import { organizationNumberOf } from '../../src/crypto/organization-number.ts'
import { issueCertificate } from '../support/issue-certificate.ts'

async function numberIn (subject: JsonName): Promise<string | undefined> {
  return organizationNumberOf((await issueCertificate({ subject })).certificate)
}

test('organizationNumberOf() reads organizationIdentifier, as SEID 2 writes it', async t => {
  t.equal(await numberIn([{ '2.5.4.97': ['NTRNO-313000001'] }]), '313000001')
  t.equal(await numberIn([{ '2.5.4.97': ['313000001'] }]), '313000001')
})

test('organizationNumberOf() reads serialNumber, as SEID 1 writes it', async t => {
  t.equal(await numberIn([{ '2.5.4.5': ['991825827'] }, { CN: ['A Name'] }]), '991825827')
})

test('organizationNumberOf() reads a common name that begins with the number', async t => {
  t.equal(await numberIn([{ CN: ['991825827 A Name'] }]), '991825827')
})

test('organizationNumberOf() prefers the newest place', async t => {
  t.equal(await numberIn([{ CN: ['111111111'] }, { '2.5.4.5': ['222222222'] }, { '2.5.4.97': ['NTRNO-333333333'] }]), '333333333')
})

test('organizationNumberOf() finds none in a certificate without one', async t => {
  t.equal(await numberIn([{ O: ['Org 123456789'] }, { CN: ['9918258270'] }]), undefined)
  t.equal(await numberIn([{ '2.5.4.97': ['NTRSE-5560360793'] }]), undefined)
  t.equal(await numberIn([{ '2.5.4.5': ['20914695016'] }]), undefined)
})

test('organizationNumberOf() is not fooled by a value that looks like another attribute', async t => {
  t.equal(await numberIn([{ O: ['x\n2.5.4.97=NTRNO-313000001'] }]), undefined)
})
