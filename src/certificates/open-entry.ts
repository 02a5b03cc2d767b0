// One entry of the keyring, opened by the driver it names.
import { openPkcs11Signer, type LoadKoffi, type OpenSigner } from '../crypto/custody/pkcs11.ts'
import { signerFromPkcs12 } from '../crypto/custody/pkcs12.ts'
import { signerFromPem, type Signer } from '../crypto/signer.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { KeyEntry } from './keyring-file.ts'

/** What opening needs from outside. */
export interface OpenEntryPorts {
  /** Rejects with `ERR_CONFIG_INVALID` naming the file, when it cannot be read. */
  readFile: (file: string) => Promise<Uint8Array>
  /** An environment variable. */
  variable: (name: string) => string | undefined
  loadKoffi?: LoadKoffi
}

/**
 * Opens a key.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming sender and driver; no secret, and nothing of what a file holds, is in it
 */
export async function openEntry (entry: KeyEntry, ports: OpenEntryPorts): Promise<OpenSigner> {
  try {
    switch (entry.driver) {
      case 'pem': return unheld(signerFromPem(await text(entry.keyFile, ports), await text(entry.chainFile, ports), await secretOf(entry, ports)))
      case 'pkcs12': return unheld(signerFromPkcs12(
        await ports.readFile(entry.file), await secretOf(entry, ports) ?? '', entry.label === undefined ? {} : { label: entry.label }))
      case 'pkcs11': return await openToken(entry, ports)
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    throw new GatewayError('ERR_CONFIG_INVALID', `Cannot open the ${entry.driver} key of ${entry.sender} (${entry.role}): ${error.message}`, { cause: error })
  }
}

async function openToken (entry: Extract<KeyEntry, { driver: 'pkcs11' }>, ports: OpenEntryPorts): Promise<OpenSigner> {
  return openPkcs11Signer({
    library: entry.library,
    token: entry.slot === undefined ? { label: entry.tokenLabel ?? '' } : { slot: entry.slot },
    key: { ...entry.keyLabel !== undefined && { label: entry.keyLabel }, ...entry.keyId !== undefined && { id: entry.keyId } },
    chainPem: await text(entry.chainFile, ports),
    readPin: async () => await secretOf(entry, ports) ?? '',
    ...entry.sessions !== undefined && { sessions: entry.sessions }
  }, ports.loadKoffi)
}

/** Files hold nothing open. */
function unheld (signer: Signer): OpenSigner {
  return { signer, close: async () => {} }
}

async function text (file: string, ports: OpenEntryPorts): Promise<string> {
  return Buffer.from(await ports.readFile(file)).toString('utf8')
}

async function secretOf ({ secretFile, secretVariable }: KeyEntry, ports: OpenEntryPorts): Promise<string | undefined> {
  if (secretFile !== undefined) return (await text(secretFile, ports)).replace(/\r?\n$/, '')
  if (secretVariable === undefined) return undefined
  const secret = ports.variable(secretVariable)
  if (secret === undefined) throw new GatewayError('ERR_CONFIG_INVALID', `the environment variable ${secretVariable} is not set`)
  return secret
}
