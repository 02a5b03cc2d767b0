import { createHash } from 'node:crypto'
import type { OpenedPackage } from '../../open/open-container.ts'
import { openMessage, type OpenedMessage } from '../../open/open-message.ts'
import { openPackage } from '../../open/open-package.ts'
import type { MessageRecord } from '../ledger/state.ts'
import type { PartyName } from '../parties.ts'
import type { World } from '../world.ts'
import { Rejected } from './rejected.ts'

/** A message and package that a receiver (C4) has proved. */
export interface ProvedLetter {
  message: OpenedMessage
  package: OpenedPackage
}

/**
 * Proves a message as its receiver must: the five checks (a) to (e) of dpi-json §3.
 *
 * @throws {Rejected} with what the receiver would answer
 */
export async function proveMessage (record: MessageRecord, name: PartyName, world: World): Promise<ProvedLetter> {
  const { parties, packages } = world
  const at = world.machineNow()
  const cms = await packages.get(record.messageId)
  if (cms === undefined) throw new Rejected('format', 'the document package is not there')
  // (a) signature of the message, and trust in its certificate
  const message = await openMessage(record.jws, { trust: parties.trust, at }).catch(() => { throw new Rejected('signature', 'the message is not proved') })
  // (c) fingerprint, before anything is decrypted
  if (createHash('sha256').update(cms).digest('base64') !== message.fingerprint) throw new Rejected('format', 'the fingerprint is another')
  // (b) signature of the package, which only the right private key opens
  const opened = await openPackage(cms, { key: parties[name].key, trust: parties.trust, at }).catch(() => {
    throw new Rejected('format', 'Unable to read ASIC signature')
  })
  // Both are signed with one certificate (dpi-json §3), not only by one organization.
  if (!message.signer.certificate.raw.equals(opened.signer.certificate.raw)) throw new Rejected('signature', 'message and package bear two certificates')
  await checkParties(record, message, opened, world)
  return { message, package: opened }
}

/** (d) and (e): the token says who may send for whom, and the certificates say who did. */
async function checkParties (record: MessageRecord, message: OpenedMessage, opened: OpenedPackage, world: World): Promise<void> {
  // The token was good when the access point took the message; it may have expired since.
  const token = await world.maskinporten.verify(message.accessToken, new Date(record.tokenCheckedAt)).catch(() => {
    throw new Rejected('authority', 'the access token is not proved')
  })
  // (d) avsender is the token's consumer
  if (message.onBehalfOf !== token.consumer || opened.sender !== token.consumer) throw new Rejected('authority', 'avsender is not the consumer')
  // (e) who signed is the token's supplier, or else its consumer
  const holder = token.supplier ?? token.consumer
  if (message.signer.organizationNumber !== holder || opened.signer.organizationNumber !== holder) {
    throw new Rejected('authority', 'the certificate belongs to somebody else')
  }
}
