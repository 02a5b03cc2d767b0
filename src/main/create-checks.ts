// What `postbud doctor` looks at.
import { lookAtKeys } from '../certificates/look-at-keys.ts'
import type { Check, CheckResult } from '../doctor/diagnose.ts'
import { taskKinds } from '../letter/task.ts'
import { stopBeyondMs, tellBeyondMs } from '../queue/clock-watch.ts'
import { clockSkewMs } from '../store/clock-skew.ts'
import { pendingMigrations } from '../store/migrate.ts'
import { endpointsOf } from './endpoints.ts'
import type { Gateway } from './open-gateway.ts'

/** The checks of a gateway, in the order they are told. */
export function createChecks (gateway: Gateway): Check[] {
  const { rooms, settings, custody: { keyring }, now } = gateway
  const endpoints = endpointsOf(settings)
  return [
    { name: 'schema', look: () => schema(gateway), repair: 'See that the database answers' },
    { name: 'clock', look: () => clock(gateway), repair: 'See that the database answers' },
    { name: 'room', look: () => room(gateway), repair: 'See that the database answers' },
    { name: 'tasks', look: () => openTasks(gateway), repair: 'See that the database answers' },
    ...keyring.senders().map((sender): Check => ({
      name: `certificate of ${sender}`, look: () => lookAtKeys(keyring, sender, now()), repair: 'See that the database answers'
    })),
    { name: 'maskinporten', look: () => answers(rooms.dispatchToken(settings.POSTBUD_SENDER)), repair: `See that ${endpoints.issuer} can be reached` },
    { name: 'contact register', look: () => answers(rooms.printService()), repair: `See that ${endpoints.contactRegister} can be reached` },
    reach('population register', endpoints.populationRegister),
    reach('access point', endpoints.accessPoint)
  ]
}

async function schema ({ database }: Gateway): Promise<CheckResult> {
  const pending = await pendingMigrations(database)
  if (pending.length === 0) return { level: 'ok', detail: 'up to date' }
  return { level: 'failure', detail: `${pending.length} migrations missing`, repair: 'Restart the gateway: it brings the schema up to date' }
}

async function clock ({ database, now }: Gateway): Promise<CheckResult> {
  const skewMs = await clockSkewMs(database, now)
  const detail = `${skewMs} ms from the database's`
  if (skewMs <= tellBeyondMs) return { level: 'ok', detail }
  return { level: 'failure', detail, repair: `Set both clocks by NTP: beyond ${stopBeyondMs / 1000} seconds a process begins nothing, and Maskinporten takes 10 at most` }
}

async function room (gateway: Gateway): Promise<CheckResult> {
  const used = await gateway.room.used()
  if (used === 0) return { level: 'ok', detail: 'no limit is set' }
  const detail = `${Math.round(used * 100)} % of POSTBUD_DATABASE_LIMIT_MB is used`
  if (used < 0.9) return { level: 'ok', detail }
  return { level: used < 1 ? 'warning' : 'failure', detail, repair: 'Give the database more room, then raise POSTBUD_DATABASE_LIMIT_MB' }
}

async function openTasks ({ store: { tasks }, custody: { keyring } }: Gateway): Promise<CheckResult> {
  const open = await tasks.list('open', keyring.senders(), 1000)
  if (open.length === 0) return { level: 'ok', detail: 'none open' }
  const counts = taskKinds.map(kind => ({ kind, count: open.filter(task => task.kind === kind).length })).filter(({ count }) => count > 0)
  return { level: 'warning', detail: counts.map(({ kind, count }) => `${count} ${kind}`).join(', '), repair: 'See /desk/tasks' }
}

async function answers (call: Promise<unknown>): Promise<CheckResult> {
  await call
  return { level: 'ok', detail: 'answers' }
}

/** Whether anything at all answers there; what it answers without a token does not matter. */
function reach (name: string, url: string): Check {
  const look = (signal: AbortSignal): Promise<CheckResult> => answers(fetch(url, { method: 'HEAD', signal, redirect: 'manual' }))
  return { name, look, repair: `See that ${url} can be reached` }
}
