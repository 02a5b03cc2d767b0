import { daysLeft } from './days-left.ts'
import type { HeldKey, Keyring } from './keyring.ts'

/** How long one certificate lasts. */
export interface KeyDays extends Pick<HeldKey, 'sender' | 'role'> {
  daysLeft: number
}

/** How long every certificate of a keyring lasts. */
export async function daysByKey (keyring: Pick<Keyring, 'all'>, now: Date): Promise<KeyDays[]> {
  return (await keyring.all()).map(key => ({ sender: key.sender, role: key.role, daysLeft: daysOf(key, now) }))
}

/** Whole days until a certificate expires. A chain is as old as its oldest link. */
export function daysOf ({ signer: { chain } }: Pick<HeldKey, 'signer'>, now: Date): number {
  return Math.min(...chain.map(certificate => daysLeft(certificate, now)))
}
