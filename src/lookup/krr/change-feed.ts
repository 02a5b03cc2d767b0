import { GatewayError } from '../../letter/gateway-error.ts'
import { cursorNumber } from '../cursor.ts'
import { callRegister, registerRows, type RegisterOptions } from '../register-call.ts'
import type { ChangeFeed } from '../registers.ts'
import { changesRequest, paths, readChanges, type ContactChanges } from './wire.ts'

/**
 * Makes the change feed of KRR (*hentEndringer*).
 *
 * The cursor is the number of the last change read, and the register is asked from that one on: whether its answer begins with it or after it
 * is not written anywhere, and to hear of one person twice does no harm. Its own token scope shows no more than who changed.
 *
 * @see registries.md §§1.1–1.2
 */
export function createContactChangeFeed (options: RegisterOptions): ChangeFeed {
  const ask = async (from: number): Promise<ContactChanges> =>
    readChanges(await callRegister(registerRows.krr, options, { path: paths.changes, body: changesRequest(from) }))

  return {
    // KRR tells where it stands with any page; the oldest is as good as another, and its people are not kept.
    async latest () {
      return String((await ask(0)).latest)
    },
    async changes (after) {
      const from = cursorNumber(after)
      const { people, last, latest } = await ask(from)
      if (latest < from) throw new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot go on in the changes of KRR: they end before the cursor')
      if (last <= from) return { people: [], next: after, isMore: false }
      return { people, next: String(last), isMore: last < latest }
    }
  }
}
