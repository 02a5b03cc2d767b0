import type { PresentedToken } from '../maskinporten/require-token.ts'
import { Refused } from '../refused.ts'
import type { World } from '../world.ts'
import type { Upload } from './upload.ts'
import { readMessage, type MessageFacts, type ReadMessage } from './wire.ts'

/** Case-insensitive, at most 28 of these characters (dpi-json §2). */
const channelPattern = /^[A-Za-z0-9_-]{1,28}$/

/**
 * Checks a hand-over as the sender's access point (C2) does, and keeps it.
 *
 * Signatures are not its business: the receiver proves them, and answers with a receipt.
 *
 * @throws {Refused} 400 or 403, with the words the live service uses where they are known
 */
export async function acceptMessage (upload: Upload, channelName: string | undefined, token: PresentedToken, world: World): Promise<MessageFacts> {
  if (channelName !== undefined && !channelPattern.test(channelName)) throw new Refused(400, 'kanal must be 1 to 28 of the characters a-z A-Z 0-9 _ -')
  const message = readMessage(upload.message)
  if (typeof message === 'string') throw new Refused(400, message)
  checkAuthority(message, token)
  if (upload.digest !== message.facts.fingerprint) {
    throw new Refused(400, `Upload was not accepted, SHA-256 digest of dokumentpakke was ${upload.digest}`)
  }
  await keep(message, upload, channelName, world)
  return message.facts
}

/** Who hands over is the token's supplier, or else its consumer; on whose behalf is always its consumer (dpi-json §4.1). */
function checkAuthority ({ facts, accessToken }: ReadMessage, token: PresentedToken): void {
  if (token.consumer !== facts.onBehalfOf) throw new Refused(403, 'avsender is not the consumer of the access token')
  if ((token.supplier ?? token.consumer) !== facts.sender) throw new Refused(403, 'The sender in the header is not the holder of the access token')
  if (accessToken !== token.jwt) throw new Refused(400, 'maskinportentoken is not the access token of the request')
}

/** The first of two equal ids wins at once, before anything is written: two calls may be under way together. */
async function keep (message: ReadMessage, upload: Upload, channelName: string | undefined, world: World): Promise<void> {
  const { ledger, packages, clock } = world
  const at = clock.now().toISOString()
  const { facts } = message
  const { messageId } = facts
  if (ledger.state.messages.has(messageId)) {
    await ledger.record({ kind: 'repeat', messageId, at })
    throw new Refused(400, 'Unable to send message : ERROR: duplicate key value violates unique constraint "unique_message_uuid"\n'
      + `  Detail: Key (direction, message_uuid)=(OUT, ${messageId}) already exists.`)
  }
  const channel = channelName === undefined ? {} : { channelName: channelName.toLowerCase() }
  const packageBytes = upload.package.length
  const tokenCheckedAt = world.machineNow().toISOString()
  const kept = ledger.record({ kind: 'accepted', ...facts, ...channel, packageBytes, jws: upload.message, tokenCheckedAt, at })
  await packages.put(messageId, upload.package)
  await kept
  await ledger.record({ kind: 'status', messageId, status: 'registered', detail: 'Received by C2', at })
}
