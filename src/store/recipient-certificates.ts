// What was met of recipients' certificates.
import type { MetCertificates } from '../certificates/recipients.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { maybeText, moment, text } from './cells.ts'
import type { Database } from './database.ts'

/** The table of recipients' certificates over a database. */
export function createMetCertificates (database: Database): MetCertificates {
  return {
    note: async ({ fingerprint, organization, validFrom, validTo, metAt, fault }) => {
      await database.query(
        `insert into recipient_certificate (fingerprint, organization, valid_from, valid_to, met_at, fault_code) values ($1, $2, $3, $4, $5, $6)
         on conflict (fingerprint) do update set met_at = excluded.met_at, fault_code = excluded.fault_code
           where recipient_certificate.met_at <= excluded.met_at`,
        [fingerprint, organization, validFrom, validTo, metAt, fault])
    },
    since: async since => (await database.query(
      'select * from recipient_certificate where met_at > $1 order by valid_to, fingerprint', [since])).map(row => ({
      fingerprint: text(row.fingerprint),
      organization: maybeText(row.organization),
      validFrom: moment(row.valid_from),
      validTo: moment(row.valid_to),
      metAt: moment(row.met_at),
      fault: maybeText<ErrorCode>(row.fault_code)
    }))
  }
}
