// The gateway of one process, put together: storage, queue and rooms. Roles are started on it; nothing runs yet.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { daysByKey } from '../certificates/days-by-key.ts'
import type { CertificateJudge } from '../certificates/judge.ts'
import { watchRecipients, type Recipients } from '../certificates/recipients.ts'
import type { Rotation } from '../certificates/rotation.ts'
import type { Settings } from '../config.ts'
import { createJourney, type Journey, type JourneyPorts } from '../journey.ts'
import type { Inbox } from '../journey/collect-receipts.ts'
import type { FaultPoints } from '../journey/fault-points.ts'
import { createOnward } from '../journey/onward.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { createMetrics, type Metrics, type Readings } from '../metrics/registry.ts'
import type { ClockWatch } from '../queue/clock-watch.ts'
import { createQueue, type Queue } from '../queue/queue.ts'
import { createInbox } from '../receipt/dpi/inbox.ts'
import type { Policy } from '../route/policy.ts'
import type { Times } from '../route/times.ts'
import { clockSkewMs } from '../store/clock-skew.ts'
import { createRotation } from '../store/certificates.ts'
import { createCipher } from '../store/cipher.ts'
import { createDatabase, type Database } from '../store/database.ts'
import { readFigures } from '../store/figures.ts'
import { createHealth, type Health } from '../store/health.ts'
import { readMasterKey } from '../store/master-key.ts'
import { migrate } from '../store/migrate.ts'
import { openPglite } from '../store/pglite.ts'
import { openPostgres } from '../store/postgres.ts'
import { proveKey } from '../store/prove-key.ts'
import { createMetCertificates } from '../store/recipient-certificates.ts'
import { createRoom, type Room } from '../store/room.ts'
import { openStore, type Store } from '../store/store.ts'
import { endpointsOf } from './endpoints.ts'
import { newId } from './ids.ts'
import { openCustody, type Custody } from './open-custody.ts'
import { openJudge } from './open-judge.ts'
import { openPolicy } from './open-policy.ts'
import { openPrices } from './open-prices.ts'
import { openTimes } from './open-times.ts'
import { journeyInTime } from './journey-in-time.ts'
import { joinRooms, type JoinedRooms } from './join-rooms.ts'
import { watchClock } from './watch-clock.ts'
import { withFaultPoints, type FaultyPorts } from './with-fault-points.ts'

const dayMs = 24 * 60 * 60 * 1000

/** How long one migration may take, in milliseconds. */
const migrationTimeoutMs = 60 * 60 * 1000

/** Everything one process of the gateway has. */
export interface Gateway {
  settings: Settings
  log: Logger
  database: Database
  store: Store
  queue: Queue
  custody: Custody
  rotation: Rotation
  /** Recipients' certificates, as letters meet them. */
  recipients: Recipients
  rooms: JoinedRooms
  journey: Journey
  /** Where receipts are fetched, one a sender. */
  inboxes: () => Inbox[]
  metrics: Metrics
  room: Room
  health: Health
  policy: Policy
  times: Times
  /** This process's clock, held against the database's. */
  clock: ClockWatch
  now: () => Date
  /** Keyed digest of a short text, hexadecimal. */
  digest: (text: string) => string
  close: () => Promise<void>
}

/** What the process is for, as far as storage and queue must know. */
export interface OpenOptions {
  /** True where pg-boss supervises its queues: in a worker or all-in-one process. */
  supervise: boolean
  /** What strikes at the named places, in tests alone. */
  faultPoints?: FaultPoints
}

/**
 * Opens database, keys and queue, and joins the rooms over them.
 *
 * @throws {GatewayError} naming what is missing or wrong; `ERR_CONFIG_UNSAFE` if production is to start with fault points
 */
export async function openGateway (settings: Settings, log: Logger, options: OpenOptions): Promise<Gateway> {
  const faulty = faultyPorts(settings, options.faultPoints)
  const now = (): Date => new Date()
  const activated: { read?: Rotation['activated'] } = {}
  const judging: { judge?: CertificateJudge } = {}
  const policy = await openPolicy(settings)
  const prices = await openPrices(settings)
  const times = await openTimes(settings, now())
  const custody = await openCustody(settings, {
    activated: () => activated.read?.() ?? Promise.resolve(new Map()),
    isRevoked: (certificate, asked) => judging.judge?.isRevoked(certificate, { ...asked, purpose: 'own' }) ?? Promise.resolve('unknown'),
    now,
    onTrouble: error => { log.error({ err: error }, 'the keyring changed and cannot be used; the keys before it stay in use') }
  })
  const database = await openDatabase(settings, log)
  const cipher = createCipher(await masterKey(settings), randomBytes)
  await proveKey(database, cipher)
  const queue = await createQueue(database, {
    supervise: options.supervise,
    onError: error => { log.warn({ err: error }, 'queue in trouble') }
  })
  const opened = openStore(database, cipher)
  const store = { ...opened, ...faulty?.store(opened) }
  const rotation = createRotation(database)
  activated.read = rotation.activated
  const health = createHealth(database)
  const clock = watchClock(database, log, now)
  const room = createRoom(database, { limitBytes: settings.POSTBUD_DATABASE_LIMIT_MB * 1024 * 1024, now })
  const recipients = watchRecipients({ met: createMetCertificates(database), now })
  const metrics = createMetrics(() => readAll({ database, custody, recipients, room, now }), now)
  const judge = openJudge({ settings, trust: custody.trust, database, now, onVerdict: metrics.revocation })
  judging.judge = judge
  const joined = joinRooms({ settings, endpoints: endpointsOf(settings), custody, judge, recipients, health, policy, prices, times, now, newId })
  const rooms = faulty?.rooms(joined) ?? joined
  const digest = (text: string): string => Buffer.from(cipher.blindIndex('field', text)).toString('hex')
  const plain = createJourney(journeyPorts({ settings, log, rooms, store, custody, metrics, now, digest }))
  const journey = journeyInTime(faulty?.journey(plain) ?? plain, clock)
  const inboxes = (): Inbox[] => custody.keyring.senders().map(sender => openInbox(settings, () => rooms.dispatchToken(sender), now))
  const close = async (): Promise<void> => {
    await queue.stop()
    await database.close()
    await custody.keyring.close()
  }
  const known = { settings, log, policy, times, clock, now, digest }
  return { ...known, database, store, queue, custody, rotation, recipients, rooms, journey, inboxes, metrics, room, health, close }
}

/** So many letters a channel are handed over by who sealed them, at the same time. */
const onwardAtOnce = 50

function journeyPorts (
  { settings, log, rooms, store, custody, metrics, now, digest }: Pick<Gateway, 'settings' | 'log' | 'rooms' | 'store' | 'custody' | 'metrics' | 'now' | 'digest'>
): JourneyPorts {
  return {
    rooms,
    onward: createOnward(onwardAtOnce, channel => rooms.breakerOf(channel).kind === 'closed'),
    records: store.records,
    now,
    newId,
    registerMaxAgeMs: settings.POSTBUD_REGISTER_MAX_AGE_MINUTES * 60_000,
    random: Math.random,
    digest,
    defaultsOf: sender => ({ returnAddress: returnAddress(custody.keyring.returnAddressOf(sender) ?? settings.POSTBUD_RETURN_ADDRESS) }),
    onStale: step => { metrics.staleWrite(step) },
    onHandedOver: (letter, afterSeconds) => { metrics.handedOver(letter.class, afterSeconds) },
    onSetAside: () => { metrics.setAside() },
    onUnexpected: (error, step) => { log.error({ err: error, step }, 'a step failed in a way no room has a name for') }
  }
}

/** Production runs without places where it can be made to fail, whoever starts it. */
function faultyPorts (settings: Settings, points: FaultPoints | undefined): FaultyPorts | undefined {
  if (points === undefined) return undefined
  if (settings.POSTBUD_MODE === 'production') throw new GatewayError('ERR_CONFIG_UNSAFE', 'Cannot start in production: fault points are plugged in')
  return withFaultPoints(points)
}

/** What the metrics tell when somebody asks. */
async function readAll ({ database, custody, recipients, room, now }: Pick<Gateway, 'database' | 'custody' | 'recipients' | 'room' | 'now'>): Promise<Readings> {
  return {
    ...await readFigures(database, now()),
    clockSkewMs: await clockSkewMs(database, now),
    certificates: await daysByKey(custody.keyring, now()),
    recipients: await recipients.list(dayMs),
    roomUsed: await room.used()
  }
}

/** Where one sender's receipts are fetched. */
function openInbox (settings: Settings, token: () => Promise<string>, now: () => Date): Inbox {
  const { accessPoint } = endpointsOf(settings)
  return createInbox({ baseUrl: accessPoint, token, fetch: globalThis.fetch, timeoutMs: 30_000, channelName: settings.POSTBUD_CHANNEL_NAME, now })
}

/** The database with its schema brought up to date. */
async function openDatabase (settings: Settings, log: Logger): Promise<Database> {
  const { DATABASE_URL: connectionString } = settings
  if (connectionString === undefined) return migrated(createDatabase(await openPglite(settings.POSTBUD_DATA_DIR)), log)
  const onIdleError = (error: Error): void => { log.warn({ err: error }, 'an idle database connection broke') }
  // A new index on a large table takes its time, which no other statement is given.
  const patient = createDatabase(await openPostgres({ connectionString, maxConnections: 1, statementTimeoutMs: migrationTimeoutMs, onIdleError }))
  await migrated(patient, log).finally(() => patient.close())
  return createDatabase(await openPostgres({
    connectionString,
    maxConnections: settings.POSTBUD_POOL_SIZE,
    onIdleError,
    onOtherServer: host => { log.warn({ host }, 'another database server takes the writes now') }
  }))
}

async function migrated (database: Database, log: Logger): Promise<Database> {
  const ran = await migrate(database)
  if (ran.length > 0) log.info({ count: ran.length }, 'schema brought up to date')
  return database
}

function masterKey (settings: Settings): Promise<Uint8Array> {
  return readMasterKey({
    value: settings.POSTBUD_MASTER_KEY,
    file: settings.POSTBUD_MASTER_KEY_FILE ?? join(settings.POSTBUD_DATA_DIR, 'master.key'),
    mayMake: settings.POSTBUD_MODE === 'sandbox'
  }, randomBytes)
}

function returnAddress (text: string): { name: string, lines: string[], postalCode: string, city: string } {
  const [name = '', ...rest] = text.split(';').map(part => part.trim())
  return { name, lines: rest.slice(0, -2), postalCode: rest.at(-2) ?? '', city: rest.at(-1) ?? '' }
}

/** The version in package.json. */
export async function readVersion (): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}
