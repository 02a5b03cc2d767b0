import fc from 'fast-check'
import { test } from 'tap'
import { containerName } from '../../src/seal/container-name.ts'
import { documentsOf } from '../support/sealed-letter.ts'

test('containerName() is plain ASCII of 4 to 100 characters, whatever the document is called', t => {
  fc.assert(fc.property(fc.string(), fc.string(), fc.nat(200), (fileName, mediaType, number) => {
    const [document] = documentsOf([{ bytes: new Uint8Array(1) }])
    if (document === undefined) return false
    return /^[\w.-]{4,100}$/.test(containerName({ ...document, fileName, mediaType, number }))
  }))
  t.pass()
  t.end()
})

test('containerName() is unique in a letter and ends as its type does', t => {
  const types = ['application/pdf', 'text/plain', 'image/jpeg', 'application/ehf+xml', 'application/unheard-of']
  const documents = documentsOf(types.map(mediaType => ({ bytes: new Uint8Array(1), mediaType })))
  t.same(documents.map(containerName), ['document-0.pdf', 'document-1.txt', 'document-2.jpg', 'document-3.xml', 'document-4.bin'])
  t.end()
})
