// docker-compose.yml cannot be run in a test; what it says can be held against what the programs need.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { parse } from 'yaml'
import { readSettings } from '../src/config.ts'
import { endpointsOf } from '../src/main/endpoints.ts'

interface Service { hostname?: string, command?: string[], environment: Record<string, string>, volumes: string[], healthcheck?: { test: string[] } }

const text = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8')
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
const { database, ...ours } = services

test('docker-compose.yml gives every role settings that are valid, and one key folder', async t => {
  t.strictSame(Object.values(ours).map(({ command }) => command), [['sandbox'], ['serve'], ['work'], ['schedule']])
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
  for (const name of ['api', 'worker', 'scheduler']) {
    t.equal(endpointsOf(readSettings(ours[name]?.environment ?? {})).issuer, `http://${listening}:8090/maskinporten/`, name)
  }
  t.match(healthcheck?.test.join(' '), `http://${listening}:8090/`)
})
