// The C interface of a PKCS #11 token (OASIS Cryptoki 2.40), called through koffi. Its names, numbers and layouts end here.

/** A number of the token's own: a session, an object, a slot. */
export type Handle = number | bigint

/** What a call to the token answered besides "done". */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal'
  readonly kind: RefusalKind

  constructor (step: string, code: number) {
    super(`the token answers 0x${code.toString(16)} to ${step}`)
    this.kind = refusals.get(code) ?? 'other'
  }
}

/** `lost`: the session or the token went away, a new session may help. `pin`: it must not be tried again, or the token locks itself. */
export type RefusalKind = 'lost' | 'pin' | 'other'

/** Which private key. */
export interface KeyName {
  /** CKA_LABEL */
  label?: string
  /** CKA_ID, hexadecimal. */
  id?: string
}

/** A token's library, loaded and initialized. All calls run off the main thread. */
export interface Cryptoki {
  /** Slots that hold a token, with the token's label. */
  tokens (): Promise<{ slot: Handle, label: string }[]>
  openSession (slot: Handle): Promise<Handle>
  closeSession (session: Handle): Promise<void>
  /** Once a process and token; a second time is fine. @throws {TokenRefusal} of kind `pin` */
  login (session: Handle, pin: string): Promise<void>
  /** At most two, enough to tell "none" and "several" from "the one". */
  findPrivateKeys (session: Handle, name: KeyName): Promise<Handle[]>
  /** @param mechanism one without parameters, that hashes in the token. One signature a session at a time. */
  sign (session: Handle, key: Handle, data: Uint8Array, mechanism: number): Promise<Uint8Array>
}

/** koffi, as far as we use it. */
interface Koffi {
  load (library: string): { func (name: string, result: string, parameters: unknown[]): ForeignFunction }
  struct (fields: Record<string, string>): unknown
  pack (fields: Record<string, string>): unknown
  pointer (type: unknown): unknown
  out (type: unknown): unknown
  inout (type: unknown): unknown
  array (type: string, length: number): unknown
  sizeof (type: string): number
  encode (target: Uint8Array, type: string, value: number): void
  decode (source: Uint8Array, type: unknown): unknown
}

interface ForeignFunction { async (...args: unknown[]): void }

const done = 0
const already = { initialized: 0x191, loggedIn: 0x100 }
const refusals: ReadonlyMap<number, RefusalKind> = new Map<number, RefusalKind>([
  [0xa0, 'pin'], [0xa1, 'pin'], [0xa2, 'pin'], [0xa3, 'pin'], [0xa4, 'pin'], // CKR_PIN_INCORRECT, _INVALID, _LEN_RANGE, _EXPIRED, _LOCKED
  [0x30, 'lost'], [0x32, 'lost'], [0xe0, 'lost'], [0xe1, 'lost'], // CKR_DEVICE_ERROR, CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, _NOT_RECOGNIZED
  [0xb0, 'lost'], [0xb3, 'lost'], [0x101, 'lost'], // CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN
  [0x60, 'lost'], [0x82, 'lost'] // CKR_KEY_HANDLE_INVALID, CKR_OBJECT_HANDLE_INVALID
])
/** Without it two sessions at work at once crash the process. */
const osLockingOk = 2
const serialSession = 4
const userType = 1
const privateKeyClass = 3
const rsaKeyType = 0
const attribute = { class: 0, label: 3, keyType: 0x100, id: 0x102 }
/** CK_TOKEN_INFO is shorter; it begins with the label, padded with spaces. */
const tokenInfoBytes = 1024
const labelBytes = 32
const mostSlots = 64
/** RSA of 16 384 bits. */
const maxSignatureBytes = 2048

/** Binds a library. @param koffi the package's own module object */
export async function bindCryptoki (koffi: unknown, library: string): Promise<Cryptoki> {
  const c = bind(koffi as Koffi, library)
  const start = await c.call('C_Initialize', { create: null, destroy: null, lock: null, unlock: null, flags: osLockingOk, reserved: null })
  if (start !== done && start !== already.initialized) throw new TokenRefusal('C_Initialize', start)
  return {
    tokens: () => tokens(c),
    openSession: async slot => {
      const session: Handle[] = [0]
      await must(c, 'C_OpenSession', slot, serialSession, null, null, session)
      return session[0] ?? 0
    },
    closeSession: session => must(c, 'C_CloseSession', session),
    login: async (session, pin) => {
      const bytes = Buffer.from(pin)
      const answer = await c.call('C_Login', session, userType, bytes, bytes.length)
      bytes.fill(0)
      if (answer !== done && answer !== already.loggedIn) throw new TokenRefusal('C_Login', answer)
    },
    findPrivateKeys: (session, name) => findPrivateKeys(c, session, name),
    sign: async (session, key, data, mechanism) => {
      const signature = Buffer.alloc(maxSignatureBytes)
      const length: Handle[] = [signature.length]
      await must(c, 'C_SignInit', session, { mechanism, parameter: null, parameterBytes: 0 }, key)
      await must(c, 'C_Sign', session, data, data.length, signature, length)
      return signature.subarray(0, Number(length[0]))
    }
  }
}

interface Binding {
  koffi: Koffi
  call: (name: string, ...args: unknown[]) => Promise<number>
}

function bind (koffi: Koffi, library: string): Binding {
  const loaded = koffi.load(library)
  // Cryptoki packs its structures on Windows and nowhere else (§ 5.1).
  const struct = (fields: Record<string, string>): unknown => koffi.pointer(process.platform === 'win32' ? koffi.pack(fields) : koffi.struct(fields))
  const out = koffi.out(koffi.pointer('ulong'))
  const inout = koffi.inout(koffi.pointer('ulong'))
  const parameters: Record<string, unknown[]> = {
    C_Initialize: [struct({ create: 'void *', destroy: 'void *', lock: 'void *', unlock: 'void *', flags: 'ulong', reserved: 'void *' })],
    C_GetSlotList: ['uchar', 'void *', inout],
    C_GetTokenInfo: ['ulong', 'void *'],
    C_OpenSession: ['ulong', 'ulong', 'void *', 'void *', out],
    C_CloseSession: ['ulong'],
    C_Login: ['ulong', 'ulong', 'void *', 'ulong'],
    C_FindObjectsInit: ['ulong', struct({ type: 'ulong', value: 'void *', valueBytes: 'ulong' }), 'ulong'],
    C_FindObjects: ['ulong', 'void *', 'ulong', out],
    C_FindObjectsFinal: ['ulong'],
    C_SignInit: ['ulong', struct({ mechanism: 'ulong', parameter: 'void *', parameterBytes: 'ulong' }), 'ulong'],
    C_Sign: ['ulong', 'void *', 'ulong', 'void *', inout]
  }
  const functions = new Map(Object.entries(parameters).map(([name, types]) => [name, loaded.func(name, 'ulong', types)]))
  // Arguments are C memory while the call runs: they must not be collected before it returns.
  const held = new Set<unknown[]>()
  const call = (name: string, ...args: unknown[]): Promise<number> => new Promise((resolve, reject) => {
    held.add(args)
    functions.get(name)?.async(...args, (error: Error | null, answer: Handle) => {
      held.delete(args)
      if (error === null) resolve(Number(answer))
      else reject(error)
    })
  })
  return { koffi, call }
}

async function must ({ call }: Binding, name: string, ...args: unknown[]): Promise<void> {
  const answer = await call(name, ...args)
  if (answer !== done) throw new TokenRefusal(name, answer)
}

async function tokens (c: Binding): Promise<{ slot: Handle, label: string }[]> {
  const slots = Buffer.alloc(mostSlots * c.koffi.sizeof('ulong'))
  const count: Handle[] = [mostSlots]
  await must(c, 'C_GetSlotList', 1, slots, count)
  const found = []
  for (const slot of handles(c, slots, Number(count[0]))) {
    const info = Buffer.alloc(tokenInfoBytes)
    await must(c, 'C_GetTokenInfo', slot, info)
    found.push({ slot, label: info.subarray(0, labelBytes).toString('utf8').trimEnd() })
  }
  return found
}

async function findPrivateKeys (c: Binding, session: Handle, { label, id }: KeyName): Promise<Handle[]> {
  const template = [
    { type: attribute.class, value: ulong(c, privateKeyClass) },
    { type: attribute.keyType, value: ulong(c, rsaKeyType) },
    ...label === undefined ? [] : [{ type: attribute.label, value: Buffer.from(label) }],
    ...id === undefined ? [] : [{ type: attribute.id, value: Buffer.from(id, 'hex') }]
  ].map(({ type, value }) => ({ type, value, valueBytes: value.length }))
  await must(c, 'C_FindObjectsInit', session, template, template.length)
  const objects = Buffer.alloc(2 * c.koffi.sizeof('ulong'))
  const count: Handle[] = [0]
  await must(c, 'C_FindObjects', session, objects, 2, count)
  await must(c, 'C_FindObjectsFinal', session)
  return handles(c, objects, Number(count[0]))
}

function ulong ({ koffi }: Binding, value: number): Buffer {
  const bytes = Buffer.alloc(koffi.sizeof('ulong'))
  koffi.encode(bytes, 'ulong', value)
  return bytes
}

function handles ({ koffi }: Binding, memory: Buffer, count: number): Handle[] {
  return count === 0 ? [] : Array.from(koffi.decode(memory, koffi.array('ulong', count)) as ArrayLike<Handle>)
}
