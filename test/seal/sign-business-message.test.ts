import { readFileSync, readdirSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { test, type Test } from 'tap'
import { verifyJws } from '../../src/crypto/jws.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { SendChoice } from '../../src/letter/choice.ts'
import type { Letter } from '../../src/letter/letter.ts'
import { openMessage } from '../../src/open/open-message.ts'
import { signBusinessMessage } from '../../src/seal/sign-business-message.ts'
import { aLetter } from '../support/a-letter.ts'
import { issueChain, signerOf } from '../support/issue-certificate.ts'
import { mailboxChoice, printChoice } from '../support/sealed-letter.ts'
import { published } from '../support/shared.ts'
import { testParty } from '../support/test-certificates.ts'

const attempt: Attempt = {
  messageId: '6f4b19ee-1af0-44c4-8606-4b29d7ec1596', conversationId: 'e65c8044-4fe9-49bb-b52f-697674d695d8',
  letterId: '01890000-0000-7000-8000-000000000001', ordinal: 1, channel: 'eboks', receiver: '922020175', state: 'sealed',
  createdAt: new Date('2026-03-01T10:00:00Z'), fingerprint: 'KmKYbNHzGOBn16C53jbQ5BxRjXeOewOFtrBKZ6Q123g=', packageBytes: 1
}
const createdAt = new Date('2026-03-01T11:00:00Z')
const everything: Partial<Letter> = {
  title: 'Vedtak «æøå» <1>', availableFrom: new Date('2026-03-02T07:00:00Z'), openingReceipt: true, invoiceReference: 'invoice 1',
  notification: { emailText: 'Du har fått post', smsText: 'Du har fått post', repeatDays: [0, 7] }
}

async function signed (choice: SendChoice, letter: Partial<Letter> = {}): Promise<string> {
  const { signer } = await testParty('sender')
  return await signBusinessMessage({ letter: aLetter(letter), choice, attempt, signer, accessToken: 'a.b.c', createdAt })
}

async function payload (choice: SendChoice, letter: Partial<Letter> = {}): Promise<unknown> {
  return JSON.parse((await verifyJws(await signed(choice, letter))).payload)
}

function parse (file: URL): object {
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return typeof schema === 'object' && schema !== null ? schema : {}
}

/** Judges with our schema, and with the published one where it is beside the project. */
function judge (t: Test, kind: 'digital' | 'print', message: unknown): void {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const ours = ajv.compile(parse(new URL(`../../schemas/dpi-${kind}.schema.json`, import.meta.url)))
  t.ok(ours(message), JSON.stringify(ours.errors))
  const folder = published(t, 'dpi-json/schemas/')
  if (folder === undefined) return
  for (const part of ['common', 'dpi']) for (const file of readdirSync(new URL(`${part}/`, folder))) ajv.addSchema(parse(new URL(`${part}/${file}`, folder)))
  const theirs = ajv.getSchema(`https://docs.digdir.no/schemas/dpi/${kind === 'print' ? 'utskrift' : 'digital'}.schema.json`)
  t.ok(theirs?.(message), JSON.stringify(theirs?.errors))
}

test('signBusinessMessage() writes digital post that both schemas accept, with little and with everything', async t => {
  judge(t, 'digital', await payload(await mailboxChoice()))
  const choice = await mailboxChoice({ notifyEmail: 'test@example.com', notifyMobile: '+4799999999' })
  judge(t, 'digital', await payload(choice, everything))
  judge(t, 'digital', await payload(choice, { ...everything, notification: { smsText: 'Post', repeatDays: [] } }))
})

test('signBusinessMessage() writes print that both schemas accept, at home and abroad', async t => {
  judge(t, 'print', await payload(await printChoice(), everything))
  const abroad = { name: 'Test Testesen', lines: ['Main Street 1'], city: 'New York', countryCode: 'US' }
  judge(t, 'print', await payload(await printChoice({ address: abroad })))
  judge(t, 'print', await payload(await printChoice({ address: { name: 'A', lines: [], postalCode: '9990', city: 'BÅTSFJORD' } })))
})

test('openMessage() reads what signBusinessMessage() wrote to a mailbox', async t => {
  const { trust } = await testParty('sender')
  const choice = await mailboxChoice({ notifyEmail: 'test@example.com', notifyMobile: '+4799999999' })
  const opened = await openMessage(await signed(choice, everything), { trust, at: new Date() })
  t.match(opened, {
    kind: 'digital', messageId: attempt.messageId, conversationId: attempt.conversationId, sender: '313000001', receiver: '922020175',
    onBehalfOf: '313000001', fingerprint: attempt.fingerprint, accessToken: 'a.b.c', createdAt, mailboxAddress: 'test.testesen#8HC7',
    title: everything.title, language: 'nb', securityLevel: 4, availableFrom: everything.availableFrom, openingReceipt: true,
    notices: {
      email: { to: 'test@example.com', text: 'Du har fått post', repeatDays: [0, 7] },
      sms: { to: '+4799999999', text: 'Du har fått post', repeatDays: [0, 7] }
    }
  })
})

test('openMessage() reads what signBusinessMessage() wrote to the print service', async t => {
  const { trust } = await testParty('sender')
  const print = { ...aLetter().print, color: 'color', undeliverable: 'destroy-and-report' } as const
  const opened = await openMessage(await signed(await printChoice(), { print }), { trust, at: new Date() })
  t.match(opened, { kind: 'print', receiver: '974761076', print })
  t.same(opened.address, { name: 'Test Testesen', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' })
  t.notOk('mailboxAddress' in opened)
})

test('signBusinessMessage() gives no notice without somebody to notify and something to say', async t => {
  const { trust } = await testParty('sender')
  const notices = async (choice: SendChoice, letter: Partial<Letter>): Promise<object> => {
    return (await openMessage(await signed(choice, letter), { trust, at: new Date() })).notices
  }
  t.same(await notices(await mailboxChoice(), everything), {})
  t.same(await notices(await mailboxChoice({ notifyEmail: 'a@b.no' }), { notification: { smsText: 'Post', repeatDays: [0] } }), {})
  t.notMatch(await payload(await mailboxChoice(), everything), { standardBusinessDocument: { digital: { varsler: {} } } })
})

test('signBusinessMessage() names who signs as sender, and whose letter it is in the body (dpi-json §4.1)', async t => {
  const { trust } = await testParty('sender')
  const opened = await openMessage(await signed(await mailboxChoice(), { sender: '910076787' }), { trust, at: new Date() })
  t.match(opened, { sender: '313000001', onBehalfOf: '910076787' })
})

test('signBusinessMessage() never carries the identity number', async t => {
  const text = JSON.stringify(await payload(await mailboxChoice({ notifyEmail: 'a@b.no' }), everything))
  t.notMatch(text, '20914695016')
})

test('signBusinessMessage() refuses an unsealed attempt, a bad address and a nameless certificate', async t => {
  const { signer } = await testParty('sender')
  const { fingerprint, ...unsealed } = attempt
  const input = { letter: aLetter(), choice: await printChoice(), attempt, signer, accessToken: 'a', createdAt }
  await t.rejects(signBusinessMessage({ ...input, attempt: unsealed }), { name: 'TypeError' }, fingerprint ?? '')
  await t.rejects(signBusinessMessage({ ...input, choice: await printChoice({ address: { name: 'A', lines: [] } }) }), { code: 'ERR_SEAL_ADDRESS' })
  const { root, leaf } = await issueChain()
  await t.rejects(signBusinessMessage({ ...input, signer: signerOf(leaf, root) }), { code: 'ERR_SEAL_CERTIFICATE' })
})
