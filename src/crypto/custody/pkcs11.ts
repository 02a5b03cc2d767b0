// A key that stays in its token (HSM, smart card): this process asks for signatures and never sees it.
import { createHmac, randomBytes, verify, type X509Certificate } from 'node:crypto'
import { GatewayError } from '../../letter/gateway-error.ts'
import { readCertificates } from '../pem.ts'
import { citizenProfile } from '../seal-profile.ts'
import type { Signer } from '../signer.ts'
import { createLanes } from './lanes.ts'
import { bindCryptoki, TokenRefusal, type Cryptoki, type Handle, type KeyName } from './wire.ts'

/** Where the key is. */
export interface Pkcs11Options {
  /** File of the token maker's PKCS #11 library. */
  library: string
  /** Which token, by its label or by the number of its slot. */
  token: { label: string } | { slot: number }
  key: KeyName
  /** The certificate of the key and its issuers, PEM. */
  chainPem: string
  /** Asked each time the token wants it, so that it is not kept. */
  readPin: () => Promise<string>
  /** Signatures at a time; each needs a session. Default 4. */
  sessions?: number
}

/** A signer, and the way to let go of what it holds. */
export interface OpenSigner {
  signer: Signer
  close: () => Promise<void>
}

/** Loads koffi, the optional package that calls C functions. */
export type LoadKoffi = () => Promise<unknown>

interface Session { session: Handle, key: Handle }

/**
 * Opens a token and makes a signer of the key in it. A session that the token lost is opened anew, once a signature.
 *
 * The library is never finalized: it is one for the whole process, and others in it may be at work.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming what is wrong with library, token, PIN or key; `ERR_CRYPTO_CERTIFICATE` if the key is
 * another certificate's
 */
export async function openPkcs11Signer (options: Pkcs11Options, loadKoffi: LoadKoffi = () => importKoffi()): Promise<OpenSigner> {
  const chain = readCertificates(options.chainPem)
  const cryptoki = await openLibrary(options.library, loadKoffi)
  const open = sessionOpener(cryptoki, options)
  const first = await open()
  const lanes = createLanes(options.sessions ?? 4, open, ({ session }) => cryptoki.closeSession(session), first)
  const { mechanism } = citizenProfile.signature
  const sign = (data: Uint8Array): Promise<Uint8Array> => lanes.run(
    async ({ session, key }) => cryptoki.sign(session, key, data, mechanism), error => error instanceof TokenRefusal && error.kind === 'lost'
  ).catch((error: unknown) => { throw unavailable(error) })
  const close = (): Promise<void> => lanes.close()
  await prove(sign, chain).catch(async (error: unknown) => { await close(); throw error })
  return { signer: { chain, sign }, close }
}

/** koffi is named at run time only: nobody without a token has to install it. */
async function importKoffi (name = 'koffi'): Promise<unknown> {
  const module: unknown = await import(name)
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : module
}

async function openLibrary (library: string, loadKoffi: LoadKoffi): Promise<Cryptoki> {
  const koffi = await loadKoffi().catch(() => {
    throw wrong('the package koffi is not installed; install it with "npm install koffi"')
  })
  return bindCryptoki(koffi, library).catch(() => { throw wrong(`the library "${library}" cannot be loaded`) })
}

function sessionOpener (cryptoki: Cryptoki, options: Pkcs11Options): () => Promise<Session> {
  return async () => {
    const slot = await findSlot(cryptoki, options.token)
    const session = await cryptoki.openSession(slot).catch((error: unknown) => { throw unavailable(error) })
    try {
      await loginInTurn(options, pin => cryptoki.login(session, pin))
      return { session, key: await findKey(cryptoki, session, options.key) }
    } catch (error) {
      await cryptoki.closeSession(session).catch(() => {})
      throw error instanceof TokenRefusal ? unavailable(error) : error
    }
  }
}

/** What tokens have refused in this process, as keyed digests: a few wrong PINs lock a token, and with it every key that it holds. */
const refusedPins = new Set<string>()
const refusedPinKey = randomBytes(32)
/** The last login at each token. */
const logins = new Map<string, Promise<void>>()

/** One at a time at each token, so that a PIN it refuses is tried once, however many sessions and entries want to use it. */
async function loginInTurn (options: Pkcs11Options, login: (pin: string) => Promise<void>): Promise<void> {
  const place = JSON.stringify([options.library, options.token])
  const mine = (logins.get(place) ?? Promise.resolve()).then(() => loginOnce(place, options, login))
  logins.set(place, mine.catch(() => {}))
  await mine
}

async function loginOnce (place: string, { readPin }: Pkcs11Options, login: (pin: string) => Promise<void>): Promise<void> {
  const pin = await readPin()
  const digest = createHmac(citizenProfile.digest.name, refusedPinKey).update(JSON.stringify([place, pin])).digest('hex')
  if (refusedPins.has(digest)) throw wrong('it has refused the PIN, which is not tried again until it is another')
  await login(pin).catch((error: unknown) => {
    if (!(error instanceof TokenRefusal && error.kind === 'pin')) throw error
    refusedPins.add(digest)
    throw wrong('it refuses the PIN')
  })
}

async function findSlot (cryptoki: Cryptoki, token: Pkcs11Options['token']): Promise<Handle> {
  const tokens = await cryptoki.tokens().catch((error: unknown) => { throw unavailable(error) })
  const fitting = tokens.filter(one => 'slot' in token ? Number(one.slot) === token.slot : one.label === token.label)
  if (fitting[0] === undefined) throw wrong('no slot holds it')
  if (fitting.length > 1) throw wrong('several have this label; name it by its slot')
  return fitting[0].slot
}

async function findKey (cryptoki: Cryptoki, session: Handle, name: KeyName): Promise<Handle> {
  const [key, another] = await cryptoki.findPrivateKeys(session, name)
  if (key === undefined) throw wrong('it holds no RSA private key with this label or id')
  if (another !== undefined) throw wrong('it holds several such keys; name one by its id')
  return key
}

const challenge = Buffer.from('Postbud asks: is this key the certificate\'s?')

/** The key cannot be read, so it is judged by what it does. */
async function prove (sign: Signer['sign'], [certificate]: readonly X509Certificate[]): Promise<void> {
  const signature = await sign(challenge)
  if (certificate === undefined || !verify(citizenProfile.signature.digest, challenge, certificate.publicKey, signature)) {
    throw new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot sign: the key in the token does not belong to the first certificate of the chain')
  }
}

function wrong (why: string): GatewayError {
  return new GatewayError('ERR_CONFIG_INVALID', `Cannot use the PKCS #11 token: ${why}`)
}

/** Letters wait: what was right when the token was opened may come right again. Of a stranger's error nothing is passed on. */
function unavailable (error: unknown): GatewayError {
  if (error instanceof GatewayError) return new GatewayError('ERR_CRYPTO_CUSTODY', error.message, { cause: error })
  const why = error instanceof TokenRefusal ? error.message : 'the library of the token failed'
  return new GatewayError('ERR_CRYPTO_CUSTODY', `Cannot sign: ${why}`, { cause: error })
}
