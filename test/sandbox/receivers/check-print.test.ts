import { PDFDocument, PageSizes } from '@cantoo/pdf-lib'
import { test } from 'tap'
import type { OpenedPackage } from '../../../src/open/open-container.ts'
import { checkPrint } from '../../../src/sandbox/receivers/check-print.ts'
import { aPdf } from '../../support/a-pdf.ts'
import { testParty } from '../../support/test-certificates.ts'

const address = { name: 'STADIG KUBBESTOL', lines: ['Kubbevegen 1'], postalCode: '6944', city: 'STAVANG' }

async function aPackage (contents: readonly Uint8Array[], mediaType = 'application/pdf'): Promise<OpenedPackage> {
  const { certificate, chain } = await testParty('sender')
  const documents = contents.map((content, number) => ({ name: `${number}.pdf`, mediaType, content }))
  return { sender: '313000001', signer: { organizationNumber: '313000001', certificate, chain }, signingTime: new Date(), documents }
}

test('checkPrint() takes a PDF on A4 to a Norwegian address', async t => {
  await t.resolves(checkPrint(await aPackage([await aPdf()]), address))
})

test('checkPrint() takes A4 on its side, and up to 10 mm less', async t => {
  await t.resolves(checkPrint(await aPackage([await aPdf('wide', [842, 595]), await aPdf('small', [568, 815])]), address))
})

test('checkPrint() takes foreign addresses, with a code or a named country', async t => {
  const content = await aPackage([await aPdf()])
  await t.resolves(checkPrint(content, { name: 'A', lines: ['Test Street 1'], countryCode: 'GB' }))
  await t.resolves(checkPrint(content, { name: 'A', lines: ['Test Street 1', 'England'] }))
})

for (const [what, wrong] of [
  ['no address', undefined],
  ['an empty name', { ...address, name: ' ' }],
  ['no line', { ...address, lines: [] }],
  ['an empty line', { ...address, lines: ['Kubbevegen 1', ''] }],
  ['a Norwegian address without a place', { name: 'A', lines: ['Kubbevegen 1'] }]
] as const) {
  test(`checkPrint() refuses ${what}`, async t => {
    const whole = wrong === undefined ? undefined : { ...wrong, lines: [...wrong.lines] }
    await t.rejects(checkPrint(await aPackage([await aPdf()]), whole), { name: 'Rejected', reason: 'address' })
  })
}

test('checkPrint() refuses a package that names a mailbox', async t => {
  await t.rejects(checkPrint({ ...await aPackage([await aPdf()]), mailboxAddress: '1' }, address), { name: 'Rejected', reason: 'document' })
})

test('checkPrint() refuses another type, in any document', async t => {
  await t.rejects(checkPrint(await aPackage([await aPdf()], 'image/png'), address), { name: 'Rejected', reason: 'document', message: 'only PDF can be printed' })
})

test('checkPrint() refuses pages that are not A4, and more than A4', async t => {
  for (const size of [PageSizes.A5, PageSizes.A3, [595, 860]] as [number, number][]) {
    await t.rejects(checkPrint(await aPackage([await aPdf('x', size)]), address), { message: 'UNSUPPORTED_DIMENSIONS' }, String(size))
  }
})

test('checkPrint() refuses a PDF that needs a password', async t => {
  const document = await PDFDocument.create()
  document.addPage(PageSizes.A4)
  document.encrypt({ userPassword: 'secret', ownerPassword: 'owner' })
  await t.rejects(checkPrint(await aPackage([await document.save()]), address), { message: 'PDF_IS_ENCRYPTED' })
})

test('checkPrint() refuses what is no PDF', async t => {
  await t.rejects(checkPrint(await aPackage([Buffer.from('GIF89a')]), address), { name: 'Rejected', reason: 'document' })
})
