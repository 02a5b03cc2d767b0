import { GatewayError } from '../letter/gateway-error.ts'
import { channels } from '../letter/choice.ts'
import type { ReceiptLimit } from './watch.ts'

/**
 * Reads limits written as `eboks=24 digipost=24 print=168 print/984661185=120`: hours by channel, and by receiver of a channel.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` if one of them is wrong or a channel has none
 */
export function readReceiptLimits (text: string): ReceiptLimit[] {
  const limits = text.trim().split(/\s+/).map(readLimit)
  const without = channels.filter(channel => !limits.some(limit => limit.channel === channel && limit.receiver === undefined))
  if (without.length > 0) throw new GatewayError('ERR_CONFIG_INVALID', `Cannot start: POSTBUD_RECEIPT_LIMITS has no limit for ${without.join(', ')}`)
  return limits
}

function readLimit (entry: string): ReceiptLimit {
  const [, name, receiver, hours] = /^([a-z]+)(?:\/([0-9]{9}))?=([0-9]{1,4})$/.exec(entry) ?? []
  const channel = channels.find(known => known === name)
  if (channel === undefined) throw new GatewayError('ERR_CONFIG_INVALID', `Cannot start: POSTBUD_RECEIPT_LIMITS: "${entry}" is not channel=hours or channel/receiver=hours`)
  return { channel, hours: Number(hours), ...receiver !== undefined && { receiver } }
}
