import { test } from 'tap'
import type { PostalAddress } from '../../src/letter/letter.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { readWireManifest, readWireMessage, type WireMessage } from '../../src/open/wire.ts'
import { digitalMessage, manifestTree, printMessage, type AddressFields, type HeaderFields } from '../../src/seal/wire.ts'
import { writeCanonicalXml } from '../../src/xml/canonical-writer.ts'
import { readXml } from '../../src/xml/read-xml.ts'
import { publishedPackages } from '../support/published-packages.ts'

/** What published messages hold and we leave out: an expected answer time, notices that say nothing, and the postage. */
const leftOut = new Set(['scopeInformation', 'varsler', 'posttype'])

/** Without what we leave out, and with instants in one zone. */
function normalized (message: unknown): unknown {
  return JSON.parse(JSON.stringify(message), (name, value: unknown) => {
    if (leftOut.has(name)) return undefined
    return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value
  })
}

function addressOf ({ name, lines, postalCode = '', city = '' }: PostalAddress): AddressFields {
  return { name, lines, place: { postalCode, city } }
}

/** Writes with our names what was read with them. */
function writtenAgain (read: WireMessage): object {
  const { kind = 'digital', messageId = '', conversationId = '', fingerprint = '', accessToken = '', sender = '', receiver = '', onBehalfOf = '' } = read
  const header: HeaderFields = {
    kind, messageId, conversationId, sender: `0192:${sender}`, receiver: `0192:${receiver}`, createdAt: new Date(read.createdAt ?? '')
  }
  const body = { onBehalfOf: `0192:${onBehalfOf}`, invoiceReference: undefined, fingerprint, accessToken }
  const { address, print, mailboxAddress = '', title = '', language = '', availableFrom = '' } = read
  if (address !== undefined && print !== undefined) {
    return printMessage(header, { ...body, ...print, address: addressOf(address), returnAddress: addressOf(print.returnAddress) })
  }
  return digitalMessage(header, {
    ...body, mailboxAddress, title, language, securityLevel: 3, availableFrom: new Date(availableFrom), openingReceipt: false,
    email: undefined, sms: undefined
  })
}

test('digitalMessage() and printMessage() write the published messages again, from what was read of them', t => {
  for (const { message } of publishedPackages(t)) {
    if (JSON.stringify(message).includes('avsenderidentifikator')) continue // a field we never write
    t.same(normalized(writtenAgain(readWireMessage(message))), normalized(message))
  }
  t.end()
})

test('manifestTree() writes the published manifests again, from what was read of them', async t => {
  for (const { zip } of publishedPackages(t)) {
    const original = Buffer.from((await readContainer(zip)).get('manifest.xml') ?? [])
    if (original.includes('avsenderidentifikator')) continue // a field we never write
    const read = readXml(original, readWireManifest)
    const documents = (read?.documents ?? []).map(({ name = '', mediaType = '', title = '' }) => ({ name, mediaType, title }))
    const language = /lang="(\w+)"/.exec(original.toString())?.[1] ?? ''
    const again = writeCanonicalXml(manifestTree({
      sender: `0192:${read?.sender ?? ''}`, invoiceReference: read?.invoiceReference, mailboxAddress: read?.mailboxAddress, language, documents
    }))
    t.equal(again, original.toString().replace(/^<\?xml.*?\?>/, ''))
  }
})
