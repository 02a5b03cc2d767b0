import { test } from 'tap'
import { runAuditExport, runAuditVerify, type AuditClient, type AuditPorts } from '../../src/main/audit-command.ts'

const client: AuditClient = { url: 'http://gateway', apiKey: 'key', json: false }
const chain = 'ab'.repeat(32)

/** Ports of a gateway that answers by path; the clock goes on by a second with each look. */
function aGateway (answer: (path: string) => Response | undefined): { ports: AuditPorts, said: { stdout: string, stderr: string }, asked: string[] } {
  const said = { stdout: '', stderr: '' }
  const asked: string[] = []
  let seconds = 0
  const ports: AuditPorts = {
    fetch: async (url, init) => {
      if (new Headers(init?.headers).get('authorization') !== 'Bearer key') throw new Error('asked without the key')
      const path = (url as string).replace('http://gateway', '')
      asked.push(path)
      const response = answer(path)
      if (response === undefined) throw new TypeError('fetch failed')
      return response
    },
    now: () => new Date(1000 * seconds++),
    stdout: { write: text => { said.stdout += text } },
    stderr: { write: text => { said.stderr += text } }
  }
  return { ports, said, asked }
}

/** A gateway with so many events. */
function withEvents (count: number): ReturnType<typeof aGateway> {
  return aGateway(path => {
    const query = new URL(path, 'http://gateway').searchParams
    const [after, limit] = [Number(query.get('after')), Number(query.get('limit'))]
    const numbers = Array.from({ length: Math.max(0, Math.min(limit, count - after)) }, (_, index) => after + index + 1)
    return Response.json({ entries: numbers.map(number => ({ number, entry: `[${number}]`, chain: number === 1 ? null : chain })) })
  })
}

const numbersOf = (lines: string): number[] => lines.split('\n').filter(line => line !== '').map(line => (JSON.parse(line) as { number: number }).number)

test('runAuditExport() prints one object a line, page by page to the end', async t => {
  const { ports, said, asked } = withEvents(1_002)
  t.equal(await runAuditExport({ ...client, from: 1, to: Number.MAX_SAFE_INTEGER }, ports), 0)
  t.strictSame(said.stdout.split('\n').slice(0, 2), ['{"number":1,"entry":"[1]","chain":null}', `{"number":2,"entry":"[2]","chain":"${chain}"}`])
  t.strictSame(numbersOf(said.stdout), Array.from({ length: 1_002 }, (_, index) => index + 1))
  t.strictSame(asked, ['/v1/audit?after=0&limit=1000', '/v1/audit?after=1000&limit=1000', '/v1/audit?after=1002&limit=1000'])
})

test('runAuditExport() prints the numbers that were asked for, both ends included', async t => {
  const { ports, said, asked } = withEvents(50)
  t.equal(await runAuditExport({ ...client, from: 7, to: 9 }, ports), 0)
  t.strictSame(numbersOf(said.stdout), [7, 8, 9])
  t.strictSame(asked, ['/v1/audit?after=6&limit=3'])
})

test('runAuditExport() ends with 4 when there is no answer, and with 1 when it is refused', async t => {
  t.equal(await runAuditExport({ ...client, from: 1, to: 9 }, aGateway(() => undefined).ports), 4)
  t.equal(await runAuditExport({ ...client, from: 1, to: 9 }, aGateway(() => Response.json({ detail: 'no' }, { status: 401 })).ports), 1)
})

test('runAuditVerify() goes on where the answer before ended, tells how far it is after two seconds, and the last number with its chain', async t => {
  const { ports, said, asked } = aGateway(path => {
    const checked = Math.min(17_000, Number(/from=(\d+)/.exec(path)?.[1] ?? 0) + 5_000)
    return Response.json({ outside: 0, checked, chain, end: 17_000, broken: null })
  })
  t.equal(await runAuditVerify(client, ports), 0)
  t.strictSame(asked, ['', `?from=5000:${chain}`, `?from=10000:${chain}`, `?from=15000:${chain}`].map(query => `/v1/audit/proof${query}`))
  t.strictSame(said, { stdout: `holds up to 17000, chain ${chain}\n`, stderr: '15000 of 17000\n' })
})

const proofs: [what: string, proof: object, status: number, text: string][] = [
  ['what is older than the chain', { outside: 40, checked: 90, end: 90, broken: null }, 0, `holds up to 90, chain ${chain}\nevents up to 40 are older than the chain and not in it\n`],
  ['where it breaks', { outside: 0, checked: 5_000, end: 9_000, broken: 17 }, 1, 'broken at 17: it was changed or removed\n'],
  ['that it ends elsewhere', { outside: 0, checked: 90, end: 90, broken: 91 }, 1, 'broken: the log ended elsewhere than at 90, or its end was changed\n']
]

for (const [what, proof, status, text] of proofs) {
  test(`runAuditVerify() tells ${what}, as text or as JSON`, async t => {
    const asText = aGateway(() => Response.json({ chain, ...proof }))
    t.equal(await runAuditVerify(client, asText.ports), status)
    t.equal(asText.said.stdout, text)
    const asJson = aGateway(() => Response.json({ chain, ...proof }))
    t.equal(await runAuditVerify({ ...client, json: true }, asJson.ports), status)
    const { outside, end: last, broken } = proof as { outside: number, end: number, broken: number | null }
    t.strictSame(JSON.parse(asJson.said.stdout), { outside, last, chain, broken })
  })
}

test('runAuditVerify() ends with 4 when there is no answer', async t => {
  t.equal(await runAuditVerify(client, aGateway(() => undefined).ports), 4)
})

/** A gateway whose chain holds up to 9, and has `chain` at each number up to it. */
function holding (): ReturnType<typeof aGateway> {
  return aGateway(path => path.startsWith('/v1/audit/proof')
    ? Response.json({ outside: 0, checked: 9, chain, end: 9, broken: null })
    : Response.json({ entries: /after=([0-8])&/.test(path) ? [{ number: Number(/after=(\d)/.exec(path)?.[1]) + 1, entry: '[]', chain }] : [] }))
}

test('runAuditVerify() holds what was kept against the chain', async t => {
  for (const [kept, status] of [
    [{ number: 7, chain }, 0], [{ number: 7, chain: 'cd'.repeat(32) }, 1], [{ number: 10, chain }, 1]
  ] as const) {
    const { ports, said, asked } = holding()
    t.equal(await runAuditVerify({ ...client, kept }, ports), status)
    t.equal(asked.at(-1), `/v1/audit?after=${kept.number - 1}&limit=1`)
    t.equal(said.stdout, status === 0 ? `holds up to 9, chain ${chain}\n` : `the log is another: ${kept.number} has not the chain that was kept\n`)
    const asJson = holding()
    t.equal(await runAuditVerify({ ...client, json: true, kept }, asJson.ports), status)
    t.strictSame(JSON.parse(asJson.said.stdout), { outside: 0, last: 9, chain, broken: null, asKept: status === 0 })
  }
})

test('runAuditVerify() tells of a chain that is broken in itself, whatever was kept', async t => {
  const { ports, said, asked } = aGateway(() => Response.json({ outside: 0, checked: 9, chain, end: 9, broken: 3 }))
  t.equal(await runAuditVerify({ ...client, kept: { number: 7, chain } }, ports), 1)
  t.strictSame([said.stdout, asked.length], ['broken at 3: it was changed or removed\n', 1])
})
