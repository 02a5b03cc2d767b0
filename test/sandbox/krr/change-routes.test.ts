import { test } from 'tap'
import { personOf, runningSandbox, scopes, type Answer, type RunningSandbox } from '../../support/running-sandbox.ts'

async function ask (sandbox: RunningSandbox, body: unknown, scope: string = scopes.changes): Promise<Answer> {
  return await sandbox.call('POST', '/krr/rest/v2/krr/hentEndringer', { body, token: await sandbox.token(scope) })
}

async function change (sandbox: RunningSandbox, name: string, body: object): Promise<void> {
  await sandbox.call('PATCH', `/sandbox/people/${personOf(name).id}`, { body })
}

test('KRR tells who changed, and where the feed stands', async t => {
  const sandbox = await runningSandbox(t)
  t.same((await ask(sandbox, { fraEndringsId: 0 })).body, { list: [], fraEndringsId: 0, tilEndringsId: 0, sisteEndringsId: 0 })
  await change(sandbox, 'eboks-plain', { isReserved: true })
  await change(sandbox, 'digipost-plain', { mailbox: 'none' })
  t.match((await ask(sandbox, { fraEndringsId: 1 })).body, {
    list: [{ personidentifikator: personOf('digipost-plain').nationalIdentityNumber }], fraEndringsId: 1, tilEndringsId: 2, sisteEndringsId: 2
  })
})

test('KRR shows in a change what the token\'s scopes show, as it is now', async t => {
  const sandbox = await runningSandbox(t)
  await change(sandbox, 'eboks-plain', { isReserved: true })
  await change(sandbox, 'eboks-plain', { isReserved: false })
  const { body } = await ask(sandbox, { fraEndringsId: 0 }, `${scopes.changes} ${scopes.contact}`)
  t.match(body, { list: [{ reservasjon: 'NEI', status: 'AKTIV', kontaktinformasjon: {} }], tilEndringsId: 2 })
  t.equal((body as { list: unknown[] }).list.length, 1)
  t.notMatch((await ask(sandbox, { fraEndringsId: 0 })).body, { list: [{ reservasjon: String }] })
})

test('KRR tells of somebody no register knows any more', async t => {
  const sandbox = await runningSandbox(t)
  await change(sandbox, 'eboks-plain', { isUnknown: true })
  t.match((await ask(sandbox, { fraEndringsId: 0 })).body, { list: [{ status: 'IKKE_REGISTRERT' }] })
})

test('KRR refuses to tell changes without the scope, or without a number to begin at', async t => {
  const sandbox = await runningSandbox(t)
  t.equal((await ask(sandbox, { fraEndringsId: 0 }, scopes.contact)).status, 403)
  for (const body of [{}, { fraEndringsId: '1' }, { fraEndringsId: -1 }, { fraEndringsId: 1.5 }, []]) {
    t.match(await ask(sandbox, body), { status: 400, body: { status: 400, error: String } })
  }
})

test('the change feed has faults of its own', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'krr-changes', kind: 'rate-limit', ms: 3000 }] })
  const { status, headers } = await ask(sandbox, { fraEndringsId: 0 })
  t.same([status, headers.get('retry-after')], [429, '3'])
  const lookup = { body: { personidentifikatorer: [] }, token: await sandbox.token(scopes.contact) }
  t.equal((await sandbox.call('POST', '/krr/rest/v2/personer', lookup)).status, 200)
})
