import type { Attempt } from './attempt.ts'
import type { OrganizationNumber } from './letter.ts'

/**
 * What goes over the wire for one attempt.
 *
 * The package was sealed once and stored; every repeat sends the same bytes. The business message is signed anew for each send, because it
 * embeds the very access token the send is authorized with (dpi-json §2: "identical to the Bearer token").
 */
export interface SealedEnvelope {
  attempt: Attempt
  /** Whether the letter's last hand-over failed. */
  isRepeat: boolean
  sender: OrganizationNumber
  /** Exact size of what `openPackage` yields. */
  packageBytes: number
  /** Streams the stored package (DER of CMS EnvelopedData) from its start. May be called again. */
  openPackage: () => AsyncIterable<Uint8Array>
  /** Makes the signed business message (compact JWS) around the given access token. */
  signMessage: (accessToken: string) => Promise<string>
}
