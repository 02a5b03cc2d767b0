// docker-compose.yml cannot be run in a test; what it says can be held against what the programs need.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { parse } from 'yaml'
import { readSettings } from '../src/config.ts'
import { endpointsOf } from '../src/main/endpoints.ts'
import { patienceMs } from '../src/main/until-stopped.ts'

interface Service {
  hostname?: string
  command?: string[]
  environment: Record<string, string>
  ports?: string[]
  volumes: string[]
  healthcheck?: { test: string[] }
  stop_grace_period?: string
}

const text = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8')
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
const { database, ...ours } = services
const roles = Object.keys(ours).filter(name => name !== 'sandbox')

test('docker-compose.yml gives every role settings that are valid, and one key folder', async t => {
  t.strictSame(Object.values(ours).map(({ command }) => command?.join()),
    ['sandbox', 'serve', 'serve', 'work', 'work', 'schedule', 'schedule'])
  for (const [name, { environment, volumes }] of Object.entries(ours)) {
    t.doesNotThrow(() => readSettings(environment), name)
    t.strictSame(volumes, ['keys:/data'], name)
  }
  t.ok(database)
})

test('docker-compose.yml has the sandbox listen where the others look for it: that address is the issuer of its tokens', async t => {
  const { environment = {}, hostname, healthcheck } = ours.sandbox ?? {}
  const { POSTBUD_SANDBOX_HOST: listening } = readSettings(environment)
  t.equal(hostname, listening)
  for (const name of roles) {
    t.equal(endpointsOf(readSettings(ours[name]?.environment ?? {})).issuer, `http://${listening}:8090/maskinporten/`, name)
  }
  t.match(healthcheck?.test.join(' '), `http://${listening}:8090/`)
})

test('docker-compose.yml gives each API a port of its own on this machine', async t => {
  const published = Object.values(ours).flatMap(({ ports = [] }) => ports).map(port => port.split(':'))
  t.strictSame(published.map(([host]) => host), published.map(() => '127.0.0.1'))
  t.equal(new Set(published.map(([, port]) => port)).size, 3)
  for (const name of ['api-1', 'api-2']) t.equal(ours[name]?.ports?.[0]?.split(':')[2], String(readSettings(ours[name]?.environment ?? {}).POSTBUD_PORT))
})

test('docker-compose.yml kills no process before it has had its time to stop', async t => {
  for (const name of roles) t.ok(Number.parseInt(ours[name]?.stop_grace_period ?? '10s', 10) * 1000 > patienceMs, name)
})
