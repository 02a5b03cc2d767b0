import type { KeyObject } from 'node:crypto'
import { decryptCms } from '../crypto/decrypt-cms.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { openContainer, type OpenedPackage, type OpenOptions } from './open-container.ts'

export type { OpenedPackage } from './open-container.ts'

/** Whom to believe, for which moment, and the key of the receiver. */
export interface OpenPackageOptions extends OpenOptions {
  key: KeyObject
}

/**
 * Decrypts a package and proves what is in it. That it is the package a business message speaks of, the caller proves by its fingerprint.
 *
 * @throws {GatewayError} `ERR_OPEN_UNREADABLE` if it cannot be decrypted or read, `ERR_OPEN_NOT_PROVED` if it does not prove its content
 */
export async function openPackage (cms: Uint8Array, { key, ...options }: OpenPackageOptions): Promise<OpenedPackage> {
  return await openContainer(await decrypt(cms, key), options)
}

async function decrypt (cms: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  try {
    return await decryptCms(cms, key)
  } catch (error) {
    throw new GatewayError('ERR_OPEN_UNREADABLE', 'Cannot read the package: it cannot be decrypted with this key', { cause: error })
  }
}
