import type { NationalIdentityNumber } from '../letter/letter.ts'
import type { ContactFacts, PersonFacts, PrintService } from '../letter/recipient-facts.ts'

/** The contact register as lookup needs it. Implemented in `krr/`. */
export interface ContactRegister {
  /** Asks for at most 1000 people in one call. A person without a readable answer is missing from the map. */
  people (numbers: readonly NationalIdentityNumber[]): Promise<Map<NationalIdentityNumber, ContactFacts>>
  /** Who prints now, and the certificate to encrypt to. */
  printService (): Promise<PrintService>
}

/** The population register as lookup needs it. Implemented in `folkeregisteret/`. */
export interface PopulationRegister {
  /**
   * Asks for at most 1000 people. A superseded number gives the person under the number in use now; `unknown` is the register's own answer.
   * A person without a readable answer is missing from the map.
   */
  people (numbers: readonly NationalIdentityNumber[]): Promise<Map<NationalIdentityNumber, PersonFacts | 'unknown'>>
}

/** One page of what changed in a register. */
export interface Changes {
  /**
   * Each person once; may be empty although the cursor moves, when nothing that matters to a letter changed.
   *
   * Somebody who got another number may be told under either: who is known by a superseded one is to be found by the one in use too.
   */
  people: NationalIdentityNumber[]
  /** Where to go on from. The same as the cursor asked with when nothing is new. */
  next: string
  /** Another page waits. */
  isMore: boolean
}

/** What changed in a register, read with a cursor that the caller keeps. Implemented by both registers' folders. */
export interface ChangeFeed {
  /** Cursor at which the feed stands now: what happens from now on comes after it. */
  latest (): Promise<string>
  /**
   * People changed after a cursor.
   *
   * A cursor is opaque and belongs to one feed. A page may be read twice with the same answer or a longer one; nothing is taken off the feed.
   *
   * @throws {GatewayError} `ERR_LOOKUP_…` when the register does not answer; the cursor then stays where it was
   * @throws {RangeError} for a cursor this feed never gave
   */
  changes (after: string): Promise<Changes>
}
