import { constants } from 'node:crypto'
import { RsaEsOaepParams, id_mgf1, id_pSpecified, id_sha1, id_sha256 } from '@peculiar/asn1-rsa'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { test } from 'tap'
import { readKeyTransport } from '../../src/crypto/read-key-transport.ts'

const oaep = '1.2.840.113549.1.1.7'
const padding = constants.RSA_PKCS1_OAEP_PADDING

function oaepWith (hash: string, maskHash: string, label?: string): AlgorithmIdentifier {
  const parameters = new RsaEsOaepParams({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: hash }),
    maskGenAlgorithm: new AlgorithmIdentifier({
      algorithm: id_mgf1, parameters: AsnConvert.serialize(new AlgorithmIdentifier({ algorithm: maskHash }))
    }),
    ...label !== undefined && {
      pSourceAlgorithm: new AlgorithmIdentifier({ algorithm: id_pSpecified, parameters: AsnConvert.serialize(new OctetString(Buffer.from(label))) })
    }
  })
  return new AlgorithmIdentifier({ algorithm: oaep, parameters: AsnConvert.serialize(parameters) })
}

test('readKeyTransport() takes SHA-1 and no label where OAEP says nothing (RFC 4055 §4.1)', t => {
  t.same(readKeyTransport(new AlgorithmIdentifier({ algorithm: oaep })), { padding, oaepHash: 'sha1' })
  t.end()
})

test('readKeyTransport() reads digest and label', t => {
  t.same(readKeyTransport(oaepWith(id_sha256, id_sha256)), { padding, oaepHash: 'sha256' })
  t.same(readKeyTransport(oaepWith(id_sha256, id_sha256, '')), { padding, oaepHash: 'sha256' })
  t.same(readKeyTransport(oaepWith(id_sha256, id_sha256, 'label')), { padding, oaepHash: 'sha256', oaepLabel: Buffer.from('label') })
  t.end()
})

test('readKeyTransport() reads PKCS #1 v1.5', t => {
  t.same(readKeyTransport(new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.1' })), { padding: constants.RSA_PKCS1_PADDING })
  t.end()
})

test('readKeyTransport() knows nothing else', t => {
  const damaged = new AlgorithmIdentifier({ algorithm: oaep, parameters: new Uint8Array([4, 1]).buffer })
  for (const identifier of [oaepWith(id_sha256, id_sha1), oaepWith('1.2.3', '1.2.3'), damaged, new AlgorithmIdentifier({ algorithm: '1.2.3' })]) {
    t.equal(readKeyTransport(identifier), undefined)
  }
  t.end()
})
