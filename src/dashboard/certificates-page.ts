import type { CertificateStatus, ExpiryLevel, RecipientCertificateStatus } from '../letter/certificate-status.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { layout } from './layout.ts'
import { shortMoment } from './moment.ts'
import { codeWithMeaning, label, row, section, table, type Tone } from './parts.ts'
import type { View } from './view.ts'

const tones: Readonly<Record<ExpiryLevel, Tone>> = { ok: 'good', order: 'attention', switch: 'attention', urgent: 'bad', over: 'bad' }

/** Enough to tell certificates apart; commands take the whole of it from `postbud certificates list`. */
const fingerprintDigits = 16

/** The senders' own certificates, whether the next one was tried, and the recipients': how long each lasts, and what is wrong with it. */
export function certificatesPage (certificates: readonly CertificateStatus[], recipients: readonly RecipientCertificateStatus[], view: View): string {
  const { certificates: words, shared } = view.messages
  const lasts = [words.fingerprint, words.validFrom, words.validTo, words.daysLeft, words.fault]
  const head = [words.sender, words.role, ...lasts, words.rehearsal]
  const theirs = [words.organization, ...lasts, words.met]
  const own = certificates.length === 0
    ? html`<p>${words.none}</p>`
    : table('own-certificates', words.caption, head, certificates.map(one => certificateRow(one, view)))
  const others = recipients.length === 0
    ? html`<p>${words.recipientsNone}</p>`
    : table('recipients-certificates', words.recipientsCaption, theirs, recipients.map(one => recipientRow(one, view)))
  const body = html`<h1 class="ds-heading" data-size="md">${shared.certificates}</h1>
${section('own', words.caption, html`<p>${words.intro}</p>${own}`)}
${section('recipients', words.recipientsCaption, html`<p>${words.recipientsIntro}</p>${others}`)}`
  return layout({ title: shared.certificates, section: 'certificates', path: '/certificates', body }, view)
}

function certificateRow (certificate: CertificateStatus, view: View): Html {
  const { certificates: words } = view.messages
  const { sender, role, rehearsal } = certificate
  return row(sender, [words.roles[role], ...lastingCells(certificate, words.levels, view), rehearsalCell(rehearsal, view)])
}

function recipientRow (certificate: RecipientCertificateStatus, view: View): Html {
  const { certificates: words } = view.messages
  return row(certificate.organization ?? '–', [...lastingCells(certificate, words.recipientLevels, view), shortMoment(certificate.metAt, view)])
}

function lastingCells (
  certificate: CertificateStatus | RecipientCertificateStatus, levels: Readonly<Record<ExpiryLevel, string>>, view: View
): HtmlPart[] {
  const { certificates: words } = view.messages
  const { fingerprint, validFrom, validTo, daysLeft, level, fault } = certificate
  return [
    html`<code>${fingerprint.slice(0, fingerprintDigits)}</code>`, shortMoment(validFrom, view), shortMoment(validTo, view),
    html`${daysLeft} ${label(tones[level], levels[level])}`,
    fault === null ? label('good', words.noFault) : html`${label('bad', words.fault)} ${codeWithMeaning(fault, view)}`
  ]
}

function rehearsalCell (rehearsal: CertificateStatus['rehearsal'], view: View): Html {
  const words = view.messages.certificates
  if (rehearsal === null) return label('neutral', words.notRehearsed)
  const { at, failure } = rehearsal
  return failure === null
    ? html`${label('good', words.rehearsed)} ${shortMoment(at, view)}`
    : html`${codeWithMeaning(failure, view)} ${shortMoment(at, view)}`
}
