import { test } from 'tap'
import { readManifest } from '../../src/batch/manifest.ts'
import { aRecord, header } from './batch-folder.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readManifest(bytes(text))

test('readManifest() reads commas and semicolons, with and without a byte order mark', async t => {
  const line = aRecord('r1', { attachments: '' })
  for (const text of [`${header}\n${line}`, `\ufeff${header}\r\n${line}\r\n`, `${header}\n${line}`.replaceAll(',', ';')]) {
    t.match(read(text), [{ number: 1, isWhole: true, cells: { row_id: 'r1', title: 'Svar på søknad' } }])
  }
})

test('readManifest() leaves the semicolons between attachments alone', async t => {
  t.match(read(`${header}\n${aRecord('r1', { attachments: 'a.pdf;b.pdf' })}`), [{ cells: { attachments: 'a.pdf;b.pdf' } }])
  const semicolons = `${header.replaceAll(',', ';')}\nr1;x;1;decision;t;nb;4;true;m.pdf;"a.pdf;b.pdf"`
  t.match(read(semicolons), [{ cells: { attachments: 'a.pdf;b.pdf' } }])
})

test('readManifest() takes columns in any order and case, and optional ones as empty', async t => {
  const text = 'Title,ROW_ID,recipient,class,language,main_document,reference\nHei,7,1,information,nb,a.pdf,ref\n\n'
  t.match(read(text), [{ cells: { row_id: '7', title: 'Hei', attachments: '', security_level: '' } }])
})

test('readManifest() marks a record whose cells do not fit the header', async t => {
  t.match(read(`${header}\nr1,only,three`), [{ isWhole: false }])
})

test('readManifest() names missing and doubled columns, never found ones', async t => {
  t.throws(() => read('20914695016,Kari\n1,2'), { code: 'ERR_BATCH_FOLDER', message: /^Cannot read manifest.csv: columns are missing: row_id, [^0-9]*$/ })
  t.throws(() => read(`${header},title\n`), { message: /there twice: title$/ })
  t.throws(() => read(`${header},Kari\n`), { message: /unknown names: number 13$/ })
})

test('readManifest() refuses what is not text it can read, quoting nothing', async t => {
  t.throws(() => readManifest(Uint8Array.of(0xff, 0xfe, 0x41)), { message: /not UTF-8/ })
  t.throws(() => read(`${header}\nr1,"20914695016`), { code: 'ERR_BATCH_FOLDER', message: /^[^\d]*quotes do not match at line \d{1,2}$/ })
  t.throws(() => read(''), { message: /it is empty/ })
})
