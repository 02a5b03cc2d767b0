import { test } from 'tap'
import { precheck, type PrecheckPorts, type PrecheckResult } from '../../src/journey/precheck.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { PrecheckAnswer } from '../../src/letter/precheck.ts'
import type { PersonFacts, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { createPricing } from '../../src/route/forecast.ts'
import { noPolicy } from '../../src/route/policy.ts'
import { aContact, aPerson, facts, factsReadAt, validCertificate } from '../support/facts.ts'
import { returnAddress } from '../support/letter-input.ts'
import { publicPrices } from '../support/prices.ts'
import { without } from '../support/without.ts'

const eboks = { address: '0000485509', provider: '922020175', certificate: validCertificate }
const reserved = facts({ contact: aContact({ isReserved: true, email: { value: 'x' } }) })
const someone = '20914695016'
const other = '04864803089'

/** Ports that know these people, and count how often they were asked. Storage can only be asked about returned post. */
function knowing (people: Record<string, RecipientFacts>): PrecheckPorts & { asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = []
  return {
    asked,
    rooms: {
      lookup: async numbers => {
        asked.push(numbers)
        return new Map(numbers.flatMap(number => people[number] === undefined ? [] : [[number, people[number]]]))
      },
      printService: async () => facts().printService,
      pricing: createPricing(publicPrices)
    },
    policy: noPolicy,
    records: { returnedAddresses: { keyOf: number => number, among: async () => new Set() } },
    now: () => factsReadAt
  }
}

const asking = (...recipients: unknown[]): Record<string, unknown> =>
  ({ sender: '313000001', class: 'decision', documents: [{ mediaType: 'application/pdf', bytes: 150_000, pages: 2 }], recipients })
const person = (nationalIdentityNumber: string): object => ({ nationalIdentityNumber })

function answerOf (result: PrecheckResult): PrecheckAnswer {
  if (result.kind === 'refused') throw new Error(result.problems.map(({ message }) => message).join())
  return result.answer
}

test('precheck() tells channel, rule, warnings and price of each recipient by its place', async t => {
  const ports = knowing({ [someone]: facts({ contact: aContact({ mailbox: eboks }) }), [other]: reserved })
  const { recipients } = answerOf(await precheck(ports, asking(person(other), person(someone), { address: returnAddress }), ['313000001']))
  t.match(recipients, [
    // Example prices of 2024: a sheet at 70, a C5 at 170, postage 2000, transport 14.7.
    { index: 0, channel: 'print', state: 'routed', rule: 'reserved', warnings: [{ code: 'email-stale' }, { code: 'number-superseded' }], forecastOre: 2255, isEstimate: true },
    // 94 for 150 000 bytes.
    { index: 1, channel: 'eboks', state: 'routed', rule: 'mailbox', warnings: [], forecastOre: 109, paperOre: 2255 },
    { index: 2, channel: 'print', rule: 'bare-address', warnings: [], forecastOre: 2255 }
  ])
})

test('precheck() adds up exactly, by channel and in all', async t => {
  const unknown = facts({ person: 'unknown' })
  const ports = knowing({ [someone]: facts({ contact: aContact({ mailbox: eboks }) }), [other]: unknown })
  const people = [...Array.from({ length: 10 }, () => person(someone)), person(other)]
  const { totals, recipients } = answerOf(await precheck(ports, asking(...people), ['313000001']))
  t.match(totals, {
    channels: { eboks: { recipients: 10, forecastOre: 1087 }, digipost: { recipients: 0 } },
    needsDecision: 0, undeliverable: 1, unanswered: 0, forecastOre: 1087
  })
  t.match(recipients.at(-1), { channel: null, state: 'undeliverable', rule: 'unknown-person', forecastOre: null })
  t.strictSame(recipients.map(({ warnings }) => warnings.map(({ code }) => code).join()), ['', ...Array.from({ length: 9 }, () => 'recipient-repeated'), ''])
})

test('precheck() asks the registers once for all, and names nobody in its answer', async t => {
  const ports = knowing({ [someone]: facts(), [other]: reserved })
  const result = await precheck(ports, asking(person(someone), person(other), person(someone)), ['313000001'])
  t.strictSame(ports.asked, [[someone, other]])
  t.notMatch(JSON.stringify(result), /20914695016|04864803089|KUBBESTOL|Stavangvegen|stadig|4790000000|4ABC/)
})

test('precheck() answers alike about people with protection and people without', async t => {
  const answerAbout = async (person: PersonFacts): Promise<PrecheckAnswer> =>
    answerOf(await precheck(knowing({ [someone]: facts({ person }) }), asking({ nationalIdentityNumber: someone }), ['313000001']))
  const plain = await answerAbout(aPerson())
  for (const protection of ['client', 'confidential'] as const) t.strictSame(await answerAbout(aPerson({ protection })), plain)
  const missing = await answerAbout({ ...without(aPerson(), 'address'), addressSource: 'none' })
  t.match(missing.recipients, [{ warnings: [{ code: 'no-paper-address' }] }])
  t.strictSame(await answerAbout(aPerson({ protection: 'strictly-confidential' })), missing)
})

test('precheck() tells of one person without a readable answer that the letter would wait', async t => {
  const { recipients, totals } = answerOf(await precheck(knowing({ [someone]: facts() }), asking(person(someone), person(other)), ['313000001']))
  t.match(recipients[1], { channel: null, state: 'received', rule: 'ERR_LOOKUP_UNREADABLE', sentence: { nb: /./ }, forecastOre: null })
  t.equal(totals.unanswered, 1)
})

test('precheck() fails as a whole when a register is down', async t => {
  const ports = knowing({})
  ports.rooms.lookup = async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot ask') }
  await t.rejects(precheck(ports, asking(person(someone), person(other)), ['313000001']), { code: 'ERR_LOOKUP_UNAVAILABLE' })
})

test('precheck() refuses another sender before anybody is looked up', async t => {
  const ports = knowing({})
  t.match(await precheck(ports, asking(person(someone)), ['313000028']), { kind: 'refused', problems: [{ code: 'ERR_HTTP_FORBIDDEN', field: '/sender' }] })
  t.match(await precheck(ports, asking(person('1')), ['313000001']), { kind: 'refused', problems: [{ field: '/recipients/0/nationalIdentityNumber' }] })
  t.strictSame(ports.asked, [])
})
