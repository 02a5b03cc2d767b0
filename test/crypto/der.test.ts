import fc from 'fast-check'
import { AsnConvert } from '@peculiar/asn1-schema'
import { ContentInfo } from '@peculiar/asn1-cms'
import { test } from 'tap'
import { derHeader, derObjectIdentifier } from '../../src/crypto/der.ts'

test('derHeader() writes lengths in the shortest form (X.690 §10.1)', t => {
  const cases: [number, string][] = [
    [0, '3000'], [127, '307f'], [128, '308180'], [255, '3081ff'], [256, '30820100'], [65_535, '3082ffff'], [16_777_216, '308401000000'],
    [5_000_000_000, '3085012a05f200']
  ]
  for (const [length, hex] of cases) t.equal(derHeader(0x30, length).toString('hex'), hex)
  t.end()
})

test('derObjectIdentifier() writes what another implementation reads', t => {
  const oid = fc.tuple(fc.integer({ min: 0, max: 39 }), fc.array(fc.nat(2_000_000_000), { minLength: 1, maxLength: 8 })).map(([second, rest]) => `1.${[second, ...rest].join('.')}`)
  fc.assert(fc.property(oid, expected => {
    const der = derObjectIdentifier(expected)
    const content = Buffer.concat([der, Buffer.from('a0020500', 'hex')])
    t.equal(AsnConvert.parse(Buffer.concat([derHeader(0x30, content.length), content]), ContentInfo).contentType, expected)
  }))
  t.end()
})
