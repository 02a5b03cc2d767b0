import type { ExpiryLevel } from '../letter/certificate-status.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { daysOf } from './days-by-key.ts'
import { expiryLevel } from './expiry-level.ts'
import type { Keyring } from './keyring.ts'

/** How one sender's certificates stand, for `postbud doctor`. */
export interface KeysFinding {
  level: 'ok' | 'warning' | 'failure'
  detail: string
  repair?: string
}

const repairs: Readonly<Record<ExpiryLevel, string>> = {
  ok: '',
  order: 'Order the next certificate now; it takes weeks',
  switch: 'Put the next certificate in the keyring, then "postbud certificates rehearse" and "activate" it',
  urgent: 'Rehearse and activate the next certificate today: letters will wait when this one expires',
  over: 'Rehearse and activate another certificate: letters wait until then'
}
const levels: Readonly<Record<ExpiryLevel, KeysFinding['level']>> = { ok: 'ok', order: 'warning', switch: 'warning', urgent: 'failure', over: 'failure' }

/** Tells the days left of each certificate of a sender; what is wrong with the current one comes first. */
export async function lookAtKeys (keyring: Keyring, sender: string, now: Date): Promise<KeysFinding> {
  const keys = (await keyring.all()).filter(key => key.sender === sender)
  const detail = keys.map(key => `${key.role} ${key.fingerprint.slice(0, 8)}: ${daysOf(key, now)} days left`).join('; ')
  const [current] = keys
  if (current === undefined) return { level: 'failure', detail: 'there is none', repair: repairs.over }
  const level = expiryLevel(daysOf(current, now))
  const fault = await keyring.demandUsable(current, now).then(() => undefined, (error: unknown) => error)
  if (fault !== undefined && level !== 'over') {
    const why = fault instanceof GatewayError ? `${fault.message} (${fault.code})` : 'it cannot be judged'
    return { level: 'failure', detail: `${why}; ${detail}`, repair: repairs.over }
  }
  return { level: levels[level], detail, ...level !== 'ok' && { repair: repairs[level] } }
}
