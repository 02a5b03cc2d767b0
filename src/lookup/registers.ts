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
