// The only reader of the environment. One schema; README's table of settings is held equal to it by a test.
import { Type, type Static } from 'typebox'
import { Settings as Typebox } from 'typebox/system'
import { Value } from 'typebox/value'
import { GatewayError } from './letter/gateway-error.ts'

// Typebox stops at eight mistakes by itself.
Typebox.Set({ maxErrors: 200 })

const url = { pattern: '^https?://[^\\s]+[^/]$' }
const file = { minLength: 1 }

/** Nobody's own: paper that cannot be delivered would come back to a stranger. */
const sandboxReturnAddress = 'Testkommune; Rådhusplassen 1; 0037; OSLO'

/**
 * Certificate policies of Norwegian enterprise certificates (dpi-json.md §3), and those of Commfides's third generation: to sign, to log in, to
 * encrypt, and the same of its tests.
 */
const enterprisePolicies = [
  '2.16.578.1.26.1.3.2', '2.16.578.1.26.1.3.5', '2.16.578.1.26.1.0.3.2', // Buypass
  '2.16.578.1.29.13.1.1.0', '2.16.578.1.29.913.1.1.0',
  '2.16.578.1.29.13.200.1.0', '2.16.578.1.29.13.210.1.0', '2.16.578.1.29.13.220.1.0',
  '2.16.578.1.29.913.200.1.0', '2.16.578.1.29.913.210.1.0', '2.16.578.1.29.913.220.1.0',
  '2.16.578.1.1.1.1.100' // Digdir's test
].join(' ')

/** Every setting there is. Times carry their unit in the name. */
export const settingsSchema = Type.Object({
  POSTBUD_MODE: Type.Enum(['sandbox', 'production'], { default: 'sandbox', description: 'production refuses what is the sandbox\'s, and addresses without TLS' }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL 15 or newer, several hosts with commas between: the one that takes writes is found; without it PGlite under POSTBUD_DATA_DIR' })),
  POSTBUD_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'address the gateway listens on' }),
  POSTBUD_PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65535, description: 'port of the gateway' }),
  POSTBUD_METRICS_PORT: Type.Optional(Type.Integer({
    minimum: 0, maximum: 65535, description: 'port on which "work" and "schedule" tell their figures and health; without it they do not'
  })),
  POSTBUD_SANDBOX_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'address the sandbox listens on' }),
  POSTBUD_SANDBOX_PORT: Type.Integer({ default: 8090, minimum: 0, maximum: 65535, description: 'port of the sandbox' }),
  POSTBUD_DATA_DIR: Type.String({ ...file, default: './data', description: 'folder of PGlite, the master key and the sandbox' }),
  POSTBUD_CERTS_DIR: Type.String({ ...file, default: './certs/test', description: 'folder of the test certificates' }),
  POSTBUD_API_KEY: Type.String({
    // What may stand after "Bearer" (b64token, RFC 6750 §2.1): no other key would ever be taken.
    default: 'sandbox', pattern: '^[A-Za-z0-9._~+/-]+=*$',
    description: 'key of the sender, for the API and the desk; good for every sender of the keyring. Letters, digits and ._~+/- only, then any number of ='
  }),
  POSTBUD_SENDER: Type.String({ default: '313000001', pattern: '^[0-9]{9}$', description: 'organization number the key may send for; with a keyring, the sender commands act for' }),
  POSTBUD_RETURN_ADDRESS: Type.String({
    default: sandboxReturnAddress, pattern: '^[^;]+(;[^;]+){1,4};\\s*[0-9]{4}\\s*;[^;]+$',
    description: 'return address on paper: name; lines; postal code; city. Production demands one'
  }),
  POSTBUD_MASTER_KEY: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', description: 'key that stored data is encrypted under, 32 bytes in Base64' })),
  POSTBUD_MASTER_KEY_FILE: Type.Optional(Type.String({ ...file, description: 'file with that key; default master.key in POSTBUD_DATA_DIR, made at first start' })),
  POSTBUD_SIGNING_KEY_FILE: Type.Optional(Type.String({ ...file, description: 'private key of the enterprise certificate, PEM' })),
  POSTBUD_SIGNING_CHAIN_FILE: Type.Optional(Type.String({ ...file, description: 'enterprise certificate and its issuers, PEM' })),
  POSTBUD_KEYRING_FILE: Type.Optional(Type.String({ ...file, description: 'keys of several senders, or in PKCS#12 files or PKCS#11 tokens, JSON; instead of the two above' })),
  POSTBUD_TRUST_FILE: Type.Optional(Type.String({ ...file, description: 'roots that receivers and receipts must lead to, with the issuers between, PEM' })),
  POSTBUD_CERTIFICATE_POLICIES: Type.String({
    default: enterprisePolicies, pattern: '^[0-9.]+([ ,]+[0-9.]+)*$',
    description: 'policies that certificates of receivers and signers may be issued under'
  }),
  POSTBUD_REVOCATION: Type.Enum(['off', 'soft', 'hard'], {
    default: 'soft', description: 'whether certificates are asked about; without an answer soft lets letters go and counts them, hard makes them wait'
  }),
  POSTBUD_REVOCATION_FIRST: Type.Enum(['ocsp', 'crl'], { default: 'ocsp', description: 'who is asked first; the other is the fallback' }),
  POSTBUD_REVOCATION_GRACE_MINUTES: Type.Integer({
    default: 240, minimum: 0, maximum: 10_080, description: 'how long an answer is used after its time when nobody gives a newer one'
  }),
  POSTBUD_REVOCATION_BUNDLE: Type.Optional(Type.String({ ...file, description: 'folder of revocation lists, DER or PEM, asked before the network' })),
  POSTBUD_CLIENT_ID: Type.String({ default: 'postbud-sandbox', minLength: 1, description: 'client id at Maskinporten' }),
  POSTBUD_MASKINPORTEN_URL: Type.Optional(Type.String({ ...url, description: 'Maskinporten, without /token; default the sandbox' })),
  POSTBUD_KRR_URL: Type.Optional(Type.String({ ...url, description: 'contact and reservation register; default the sandbox' })),
  POSTBUD_FOLKEREGISTERET_URL: Type.Optional(Type.String({ ...url, description: 'population register; default the sandbox' })),
  POSTBUD_ACCESS_POINT_URL: Type.Optional(Type.String({ ...url, description: 'access point (corner 2); default the sandbox' })),
  POSTBUD_CHANNEL_NAME: Type.String({ default: 'postbud', pattern: '^[A-Za-z0-9_-]{1,28}$', description: 'kanal that receipts are tagged with' }),
  POSTBUD_RECEIPTS_EVERY_MS: Type.Integer({ default: 2000, minimum: 100, maximum: 600_000, description: 'how often receipts are fetched' }),
  POSTBUD_RECEIPT_LIMITS: Type.String({
    default: 'eboks=24 digipost=24 print=168', pattern: '^[a-z]+(/[0-9]{9})?=[0-9]{1,4}( +[a-z]+(/[0-9]{9})?=[0-9]{1,4})*$',
    description: 'hours after which a missing receipt becomes a task, by channel, and by print shop as in print/984661185=120'
  }),
  POSTBUD_POLICY_FILE: Type.Optional(Type.String({ ...file, description: 'what senders demand of channels beyond the law, JSON' })),
  POSTBUD_TIMES_FILE: Type.Optional(Type.String({ ...file, description: 'quiet hours and foretold large runs, JSON' })),
  POSTBUD_PRICES_FILE: Type.Optional(Type.String({ ...file, description: 'price tables, JSON; default the public prices, with example prices of print' })),
  POSTBUD_REGISTER_MAX_AGE_MINUTES: Type.Integer({
    default: 60, minimum: 0, maximum: 10_080, description: 'register facts older than this are read again before a letter is handed over; 0: always'
  }),
  POSTBUD_DRAIN_MS: Type.Integer({
    default: 0, minimum: 0, maximum: 15_000, description: 'how long the API takes requests after SIGTERM while it says that it is not ready: a load balancer\'s time to notice'
  }),
  POSTBUD_APPROVAL_LIMIT: Type.Integer({
    default: 100, minimum: 0, maximum: 1_000_000_000, description: 'actions over more letters than this wait for a second person'
  }),
  POSTBUD_DATABASE_LIMIT_MB: Type.Integer({
    default: 0, minimum: 0, maximum: 100_000_000,
    description: 'size of the database above which no new letters are taken, so that there is room to send the others; 0: no limit'
  }),
  POSTBUD_POOL_SIZE: Type.Integer({ default: 10, minimum: 2, maximum: 200, description: 'most connections to PostgreSQL a process' }),
  POSTBUD_LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error', 'silent'], { default: 'info', description: 'least serious log line that is written' })
}, { additionalProperties: false })

/** The settings of this process. */
export type Settings = Readonly<Static<typeof settingsSchema>>

/**
 * Reads the settings from an environment: those with our prefix, and `DATABASE_URL`.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming every wrong and unknown setting at once, never their values
 * @throws {GatewayError} `ERR_CONFIG_UNSAFE` if production is asked for with what is the sandbox's, or without TLS to the other side
 */
export function readSettings (environment: Readonly<Record<string, string | undefined>>): Settings {
  const ours = Object.fromEntries(Object.entries(environment).filter(([name, value]) =>
    (name.startsWith('POSTBUD_') || name === 'DATABASE_URL') && value !== undefined && value !== ''))
  const settings = Value.Convert(settingsSchema, Value.Default(settingsSchema, ours))
  const mistakes = [...unknownSettings(ours), ...wrongSettings(settings), ...contradictions(ours)]
  if (mistakes.length > 0 || !Value.Check(settingsSchema, settings)) {
    throw new GatewayError('ERR_CONFIG_INVALID', `Cannot start: ${mistakes.join('; ')}`)
  }
  refuseUnsafe(settings)
  return Object.freeze(settings)
}

/** The settings of this very process. */
export function ownSettings (): Settings {
  return readSettings(process.env)
}

/** A secret the keyring names, from this very process. */
export function ownVariable (name: string): string | undefined {
  return process.env[name]
}

/** Whether a terminal may be written to in color (no-color.org). */
export function wantsColor (): boolean {
  return (process.env.NO_COLOR ?? '') === ''
}

function unknownSettings (given: Readonly<Record<string, unknown>>): string[] {
  const known = Object.keys(settingsSchema.properties)
  return Object.keys(given).filter(name => !known.includes(name)).map(name => {
    const near = known.find(candidate => distance(candidate, name) <= 3)
    return `${name} is not a setting${near === undefined ? '' : `, did you mean ${near}`}`
  })
}

function wrongSettings (settings: unknown): string[] {
  const said = new Map<string, string>()
  for (const error of Value.Errors(settingsSchema, settings)) {
    const name = error.instancePath.slice(1)
    if (name in settingsSchema.properties && !said.has(name)) said.set(name, `${name} ${error.message}`)
  }
  return [...said.values()]
}

function contradictions (given: Readonly<Record<string, unknown>>): string[] {
  if (given.POSTBUD_KEYRING_FILE === undefined) return []
  return ['POSTBUD_SIGNING_KEY_FILE', 'POSTBUD_SIGNING_CHAIN_FILE'].filter(name => given[name] !== undefined)
    .map(name => `${name} stands beside POSTBUD_KEYRING_FILE, which takes its place`)
}

/** Where identity numbers, tokens and letters go. */
const outside = ['POSTBUD_MASKINPORTEN_URL', 'POSTBUD_KRR_URL', 'POSTBUD_FOLKEREGISTERET_URL', 'POSTBUD_ACCESS_POINT_URL'] as const

/** This very machine, where a proxy that speaks TLS to the other side may listen. As the URL parser writes it. */
const loopback = /^(localhost|127\.[0-9.]+|\[::1\])$/

function refuseUnsafe (settings: Settings): void {
  if (settings.POSTBUD_MODE !== 'production') return
  const signing = settings.POSTBUD_KEYRING_FILE === undefined ? ['POSTBUD_SIGNING_KEY_FILE', 'POSTBUD_SIGNING_CHAIN_FILE'] as const : []
  const needed = ['DATABASE_URL', ...signing, 'POSTBUD_TRUST_FILE'] as const
  const unsafe = needed.filter(name => settings[name] === undefined).map(name => `${name} would be the sandbox's`)
  unsafe.push(...unsafeAddresses(settings))
  if (settings.POSTBUD_API_KEY.length < 32) unsafe.unshift('POSTBUD_API_KEY is the default or shorter than 32 characters')
  if (settings.POSTBUD_RETURN_ADDRESS === sandboxReturnAddress) unsafe.push('POSTBUD_RETURN_ADDRESS would be the sandbox\'s')
  if (settings.POSTBUD_MASTER_KEY === undefined && settings.POSTBUD_MASTER_KEY_FILE === undefined) unsafe.push('no master key is given')
  if (unsafe.length > 0) throw new GatewayError('ERR_CONFIG_UNSAFE', `Cannot start in production: ${unsafe.join('; ')}`)
}

/** Addresses that are the sandbox's, or that identity numbers and tokens would travel to in clear. */
function unsafeAddresses (settings: Settings): string[] {
  return outside.flatMap(name => {
    const address = settings[name]
    if (address === undefined) return [`${name} would be the sandbox's`]
    const { protocol, hostname, port } = URL.parse(address) ?? { protocol: '', hostname: '', port: '' }
    if (protocol === 'https:') return []
    if (!loopback.test(hostname)) return [`${name} must begin with https://`]
    return port === String(settings.POSTBUD_SANDBOX_PORT) ? [`${name} is the sandbox's`] : []
  })
}

/** Levenshtein's edit distance, for telling a slip of the pen. */
function distance (a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(a).entries()) {
    const above = row
    row = [i + 1]
    for (const [j, other] of Array.from(b).entries()) {
      const change = (above[j] ?? 0) + (letter === other ? 0 : 1)
      row.push(Math.min(change, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1))
    }
  }
  return row.at(-1) ?? 0
}
