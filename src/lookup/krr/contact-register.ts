import type { PrintService } from '../../letter/recipient-facts.ts'
import { callRegister, registerRows, type RegisterOptions } from '../register-call.ts'
import type { ContactRegister } from '../registers.ts'
import { paths, peopleRequest, readPeople, readPrintService } from './wire.ts'

/** How long the print certificate is kept. Short, because providers rotate certificates and KRR tells only those who ask. */
const printServiceMinutes = 10

/**
 * Makes the client of *Kontakt- og reservasjonsregisteret* (KRR), REST version 2.
 *
 * The print service is asked for at most once in ten minutes, and anew when its certificate has run out; people are never cached here.
 *
 * @see https://docs.digdir.no/docs/Kontaktregisteret/
 */
export function createContactRegister (options: RegisterOptions): ContactRegister {
  let kept: { service: PrintService, until: Date } | undefined
  return {
    async people (numbers) {
      return readPeople(await callRegister(registerRows.krr, options, { path: paths.people, body: peopleRequest(numbers) }))
    },
    async printService () {
      if (kept !== undefined && options.now() < kept.until) return kept.service
      const service = readPrintService(await callRegister(registerRows.krr, options, { path: paths.printService }))
      const until = new Date(options.now().getTime() + printServiceMinutes * 60_000)
      kept = { service, until: until < service.certificate.validTo ? until : service.certificate.validTo }
      return service
    }
  }
}
