// What is stored of a person is stored encrypted. One master key opens everything; a letter's data is under a key of its own, so
// that destroying that key would erase the letter. Nothing does so yet.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { giveBack } from '../bytes/give-back.ts'

/** AES-256-GCM under one key: encrypts and opens byte strings, each bound to where it belongs. */
export interface Vault {
  /**
   * Layout: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). The nonce is fresh and random each time.
   *
   * @param place names the letter and field the bytes belong to; opening them anywhere else fails
   */
  seal: (plain: Uint8Array, place: string) => Uint8Array
  /** @throws {GatewayError} `ERR_STORE_KEY` if key or place is another, or a byte has changed */
  open: (sealed: Uint8Array, place: string) => Uint8Array
}

/** The keys of one installation, derived from its master key. */
export interface Cipher {
  /** Makes a fresh data key for a letter, wrapped for storage. */
  newDataKey: (letterId: string) => { wrapped: Uint8Array, vault: Vault }
  /** Opens a letter's wrapped data key. */
  dataKey: (wrapped: Uint8Array, letterId: string) => Vault
  /** For what belongs to no letter yet: raw receipts. */
  system: Vault
  /** Keyed digest (HMAC-SHA-256) for finding a value without storing it. `purpose` keeps indexes apart. */
  blindIndex: (purpose: string, value: string) => Uint8Array
}

const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32

/**
 * Derives the installation's keys (HKDF-SHA-256) from a master key of 32 bytes.
 *
 * @throws {RangeError} if the master key has another length
 */
export function createCipher (masterKey: Uint8Array, random: (bytes: number) => Uint8Array): Cipher {
  if (masterKey.length !== keyBytes) throw new RangeError(`Cannot use a master key of ${masterKey.length} bytes: it must have ${keyBytes}`)
  const derive = (use: string): Uint8Array => new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(), `postbud/1/${use}`, keyBytes))
  const wrapping = createVault(derive('wrap'), random)
  const indexKey = createSecretKey(derive('index'))
  return {
    newDataKey: letterId => {
      const key = random(keyBytes)
      return { wrapped: wrapping.seal(key, `key/${letterId}`), vault: createVault(key, random) }
    },
    dataKey: (wrapped, letterId) => createVault(wrapping.open(wrapped, `key/${letterId}`), random),
    system: createVault(derive('system'), random),
    blindIndex: (purpose, value) => createHmac('sha256', indexKey).update(`${purpose}/${value}`).digest()
  }
}

function createVault (secret: Uint8Array, random: (bytes: number) => Uint8Array): Vault {
  // As an object: with plain bytes node:crypto tries them as two kinds of object first, at twenty times the cost of a small value.
  const key = createSecretKey(secret)
  return {
    seal: (plain, place) => {
      const nonce = random(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const ciphertext = cipher.update(plain)
      const sealed = Buffer.concat([nonce, ciphertext, cipher.final(), cipher.getAuthTag()])
      giveBack(ciphertext)
      return sealed
    },
    open: (sealed, place) => {
      try {
        const end = sealed.length - tagBytes
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
        decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(end))
        const plain = decipher.update(sealed.subarray(nonceBytes, end))
        decipher.final() // GCM holds nothing back: this only checks the tag
        return plain
      } catch (cause) {
        throw new GatewayError('ERR_STORE_KEY', 'Cannot open stored data: it was written with another key, for another place, or has changed', { cause })
      }
    }
  }
}
