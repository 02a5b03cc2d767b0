import { test } from 'tap'
import { detectForm, packageBytes } from '../../src/open/detect.ts'

const der = Buffer.from([0x30, 0x82, 0x01, 0x00, 1, 2, 3])

test('detectForm() tells a file by its content', async t => {
  t.equal(detectForm(Buffer.from('PK\x03\x04rest')), 'container')
  t.equal(detectForm(der), 'package')
  t.equal(detectForm(Buffer.from([0x30, 0x80, 0x06])), 'package', 'BER of indefinite length')
  t.equal(detectForm(Buffer.from(`-----BEGIN PKCS7-----\n${der.toString('base64')}\n-----END PKCS7-----\n`)), 'package')
  t.equal(detectForm(Buffer.from('\ufeff\n<a/>')), 'xml')
  t.equal(detectForm(Buffer.from('eyJ.eyJ.sig_-\n')), 'jws')
})

test('detectForm() takes nothing else for one of ours', async t => {
  for (const text of ['', '0', '01234', 'a.b', 'a.b.c.d', 'hello', '{"a":1}', '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----', 'PK\x05\x06', '%PDF-1.7']) {
    t.equal(detectForm(Buffer.from(text)), undefined, text)
  }
})

test('packageBytes() takes the armor off, and leaves DER alone', async t => {
  const armored = Buffer.from(`-----BEGIN CMS-----\r\n${der.toString('base64')}\r\n-----END CMS-----\r\n`)
  t.same(packageBytes(armored), der)
  t.equal(packageBytes(der), der)
})
