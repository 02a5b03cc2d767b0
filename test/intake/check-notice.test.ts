import { test } from 'tap'
import { checkNotice } from '../../src/intake/check-notice.ts'
import { notificationTexts } from '../../src/intake/notification-texts.ts'

const codes = (text: string): string[] => checkNotice({ emailText: text }).map(({ code, field }) => `${code} ${field ?? ''}`)

const links = [
  'Les på https://nav.no', 'http://nav.no', 'HTTPS://NAV.NO', 'app://open', 'se www.nav.no', 'WWW2.nav.no', 'bit.ly/abc', 'Trykk nav.no/brev.', 'a.b.example.com:8080/x',
  'nav.no/', 'nav.no?x=1', 'nav.no#a', 'blåbær.no/x', 'xn--blbr-roah.xn--p1ai/x', '(nav.no/brev)', 'ｎａｖ.no／brev', 'linje\nnav.no/x', 'ｈｔｔｐs：//nav.no'
]

for (const text of links) test(`checkNotice() refuses a link: ${text}`, async t => { t.strictSame(codes(text), ['ERR_INTAKE_LINK /notification/emailText']) })

const plain = [
  ...Object.values(notificationTexts).flatMap(texts => Object.values(texts)),
  'Logg inn på nav.no.', 'Logg inn på digipost.no, eller e-Boks.', 'Er du på nav.no? Da finner du brevet.', 'Skriv til post@kommune.no/Kari', 'Skriv til kari.nordmann@kommune.no.',
  'Frist 01.02.2026/kl. 12', 'Frist 1.2.26.', 'kl. 08.00-15.30', 'og/eller', 'sak 2026/1234', 'org.nr/navn', 'f.eks/dvs.', 'kr 1.200,50/mnd', 'bl.a. om pris/stk.', 'Hei!Du har post.',
  'Ring 22 00 00 00.', 'NB: // viktig'
]

for (const text of plain) test(`checkNotice() takes: ${text}`, async t => { t.strictSame(codes(text), []) })

test('checkNotice() tells of each text by its field, and repeats none', async t => {
  const problems = checkNotice({ emailText: 'https://hemmelig.example', smsText: 'hemmelig.example/x' })
  t.strictSame(problems.map(({ field }) => field), ['/notification/emailText', '/notification/smsText'])
  t.notMatch(JSON.stringify(problems.map(({ message }) => message)), /hemmelig/)
})

test('checkNotice() looks through the most hostile text in no time', async t => {
  const begun = performance.now()
  for (const part of ['a.', 'a-', 'www', 'a:', '/.']) codes(part.repeat(250))
  t.ok(performance.now() - begun < 1000)
})
