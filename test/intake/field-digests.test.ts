import { test } from 'tap'
import { fieldDigests } from '../../src/intake/field-digests.ts'
import { jsonLetter, letterInput } from '../support/letter-input.ts'

const plain = (text: string): string => text
const documents = [{ sha256: 'aa' }]
const differing = (a: Record<string, unknown>, b: Record<string, unknown>, others = documents): string[] => {
  const [one, two] = [fieldDigests(a, documents, plain), fieldDigests(b, others, plain)]
  return [...new Set([...Object.keys(one), ...Object.keys(two)])].filter(field => one[field] !== two[field])
}

test('fieldDigests() names the field that differs', async t => {
  t.same(differing(letterInput(), letterInput()), [])
  t.same(differing(letterInput(), letterInput({ title: 'Noe annet' })), ['/title'])
  t.same(differing(letterInput(), letterInput({ openingReceipt: true })), ['/openingReceipt'])
  t.same(differing(letterInput(), letterInput({ recipient: { nationalIdentityNumber: '03851598730' } })), ['/recipient'])
})

test('fieldDigests() names the document whose bytes, name or presence differ', async t => {
  t.same(differing(letterInput(), letterInput(), [{ sha256: 'bb' }]), ['/documents/0'])
  t.same(differing(letterInput(), letterInput({ documents: [{ fileName: 'b.pdf', mediaType: 'application/pdf' }] })), ['/documents/0'])
  t.same(differing(letterInput(), letterInput(), [{ sha256: 'aa' }, { sha256: 'bb' }]), ['/documents/1'])
})

test('fieldDigests() does not mind the order of properties or the way documents came', async t => {
  t.same(differing(letterInput(), Object.fromEntries(Object.entries(letterInput()).reverse())), [])
  t.same(differing(letterInput(), jsonLetter()), [])
  t.same(differing(letterInput({ print: { color: 'color', undeliverable: 'return' } }), letterInput({ print: { undeliverable: 'return', color: 'color' } })), [])
})

test('fieldDigests() gives what the digest gives', async t => {
  t.same(fieldDigests({ a: { c: [1, null], b: 'x' } }, [], text => `<${text}>`), { '/a': '<{"b":"x","c":[1,null]}>' })
})
