// Any file of digital post, told by its content, opened, and described. What the commands `postbud open` and `postbud verify` do.
import { createHash, type KeyObject } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Receipt } from '../letter/receipt.ts'
import { openClassic, type OpenedClassic } from './classic/open-classic.ts'
import { detectForm, packageBytes } from './detect.ts'
import { notProved } from './not-proved.ts'
import { openContainer, type OpenedDocument, type OpenedPackage, type OpenOptions } from './open-container.ts'
import { openMessage, type OpenedMessage } from './open-message.ts'
import { openPackage } from './open-package.ts'
import { proveJws } from './prove-jws.ts'
import { describeBytes, describePackage, describeSigner, type FileReport } from './report.ts'
import { announcesLetter } from './wire.ts'

/** Whom to believe, for which moment, and what helps to open the file. */
export interface OpenFileOptions extends OpenOptions {
  /** Tried in their order; only an encrypted package needs one. */
  keys: readonly KeyObject[]
  /** The business message (JWS or archived XML) that went with the package: its fingerprint must be the package's. */
  message?: Uint8Array
  /** How a JSON receipt is read and proved; the room of receipts knows. */
  readReceipt: (raw: string) => Promise<Receipt>
}

/** An opened file: what is told of it, and its documents if it has any. */
export interface OpenedFile {
  report: FileReport
  /** Proved, main document first. */
  documents: readonly OpenedDocument[]
}

type Told = Omit<FileReport, 'verdict' | 'at' | 'file'>

/**
 * Opens and proves a file. It never throws for what the file is or holds: a refusal is a report too.
 *
 * @throws {TypeError} if there is a message to compare with and the file is no encrypted package
 */
export async function openFile (file: Uint8Array, options: OpenFileOptions): Promise<OpenedFile> {
  const always = { at: options.at.toISOString(), file: describeBytes(file) }
  const form = detectForm(file)
  if (options.message !== undefined && form !== undefined && form !== 'package') {
    throw new TypeError('Cannot compare with the message: a fingerprint is of an encrypted package, and the file is none')
  }
  try {
    const { told, documents = [] } = await openForm(file, form, options)
    return { report: { ...told, verdict: 'proved', ...always }, documents }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { report: { verdict: 'not-proved', ...always, error: { code: error.code, message: error.message } }, documents: [] }
  }
}

async function openForm (
  file: Uint8Array, form: ReturnType<typeof detectForm>, options: OpenFileOptions
): Promise<{ told: Told, documents?: OpenedDocument[] }> {
  switch (form) {
    case 'package': return await openEncrypted(packageBytes(file), options)
    case 'container': return tellPackage('container', await openContainer(file, options))
    case 'jws': return { told: await tellJws(textOf(file), options) }
    case 'xml': return { told: tellClassic(openClassic(file, options)) }
    case undefined:
      throw new GatewayError('ERR_OPEN_UNREADABLE', 'Cannot read the file: it is no package, container, signed message or archived document')
  }
}

async function openEncrypted (cms: Uint8Array, options: OpenFileOptions): Promise<{ told: Told, documents: OpenedDocument[] }> {
  const message = options.message === undefined ? undefined : await readMessage(options.message, options)
  if (message !== undefined && createHash('sha256').update(cms).digest('base64') !== message.fingerprint) {
    throw notProved(new Error('the package is not the one the message speaks of'))
  }
  const opened = await openWithAny(cms, options)
  const isTheirs = message === undefined || (opened.sender === message.onBehalfOf && opened.signer.organizationNumber === message.sender)
  if (!isTheirs) throw notProved(new Error('package and message have different senders'))
  const { told, documents } = tellPackage('package', opened)
  return { told: message === undefined ? told : { ...told, fingerprint: 'matches' }, documents }
}

/** Goes on to the next key only when one does not fit. A package that was decrypted and is not proved stays so. */
async function openWithAny (cms: Uint8Array, { keys, ...options }: OpenFileOptions): Promise<OpenedPackage> {
  let refusal = new GatewayError('ERR_OPEN_UNREADABLE', 'Cannot read the package: there is no key to decrypt it with')
  for (const key of keys) {
    try {
      return await openPackage(cms, { ...options, key })
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code === 'ERR_OPEN_NOT_PROVED') throw error
      refusal = error
    }
  }
  throw refusal
}

/** What a package is compared with, from a message of either format. */
async function readMessage (message: Uint8Array, options: OpenFileOptions): Promise<{ sender: string, onBehalfOf: string, fingerprint: string }> {
  if (detectForm(message) !== 'xml') return await openMessage(textOf(message), options)
  const { sender, letter } = openClassic(message, options)
  if (letter === undefined) throw new GatewayError('ERR_OPEN_UNREADABLE', 'Cannot read the message: it is a receipt and speaks of no package')
  return { sender, onBehalfOf: letter.onBehalfOf, fingerprint: letter.fingerprint }
}

async function tellJws (jws: string, options: OpenFileOptions): Promise<Told> {
  const { payload, signer } = await proveJws(jws, options)
  if (announcesLetter(payload)) return tellMessage(await openMessage(jws, options))
  const receipt = await options.readReceipt(jws).catch((error: unknown) => {
    throw error instanceof GatewayError && error.code === 'ERR_RECEIPT_FORGED' ? notProved(error) : error
  })
  return { kind: 'receipt', message: { ...receipt }, ...describeSigner(signer) }
}

function tellPackage (kind: 'package' | 'container', opened: OpenedPackage): { told: Told, documents: OpenedDocument[] } {
  return { told: { kind, ...describePackage(opened), ...describeSigner(opened.signer) }, documents: opened.documents }
}

/** The access token in a message is a secret for two minutes, and nobody's business after. */
function tellMessage ({ signer, ...message }: OpenedMessage): Told {
  return { kind: 'message', message: { ...message, accessToken: undefined }, ...describeSigner(signer) }
}

function tellClassic ({ signer, receipt, letter, ...header }: OpenedClassic): Told {
  const kind = letter === undefined ? 'archived-receipt' : 'archived-message'
  return { kind, message: { ...header, ...receipt, ...letter }, ...describeSigner(signer) }
}

function textOf (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').trim()
}
