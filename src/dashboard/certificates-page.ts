import type { CertificateStatus, ExpiryLevel } from '../letter/certificate-status.ts'
import { html, type Html } from './html.ts'
import { layout } from './layout.ts'
import { shortMoment } from './moment.ts'
import { codeWithMeaning, label, row, table, type Tone } from './parts.ts'
import type { View } from './view.ts'

const tones: Readonly<Record<ExpiryLevel, Tone>> = { ok: 'good', order: 'attention', switch: 'attention', urgent: 'bad', over: 'bad' }

/** Enough to tell certificates apart; commands take the whole of it from `postbud certificates list`. */
const fingerprintDigits = 16

/** The senders' own certificates: how long each lasts, what is wrong with it, and whether the next one was tried. */
export function certificatesPage (certificates: readonly CertificateStatus[], view: View): string {
  const { certificates: words, shared } = view.messages
  const head = [words.sender, words.role, words.fingerprint, words.validFrom, words.validTo, words.daysLeft, words.fault, words.rehearsal]
  const body = html`<h1 class="ds-heading" data-size="md">${shared.certificates}</h1>
<p>${words.intro}</p>
${certificates.length === 0 ? html`<p>${words.none}</p>` : table('own-certificates', words.caption, head, certificates.map(one => certificateRow(one, view)))}`
  return layout({ title: shared.certificates, section: 'certificates', path: '/certificates', body }, view)
}

function certificateRow ({ sender, role, fingerprint, validFrom, validTo, daysLeft, level, fault, rehearsal }: CertificateStatus, view: View): Html {
  const words = view.messages.certificates
  return row(sender, [
    words.roles[role], html`<code>${fingerprint.slice(0, fingerprintDigits)}</code>`, shortMoment(validFrom, view), shortMoment(validTo, view),
    html`${daysLeft} ${label(tones[level], words.levels[level])}`,
    fault === null ? label('good', words.noFault) : html`${label('bad', words.fault)} ${codeWithMeaning(fault, view)}`,
    rehearsalCell(rehearsal, view)
  ])
}

function rehearsalCell (rehearsal: CertificateStatus['rehearsal'], view: View): Html {
  const words = view.messages.certificates
  if (rehearsal === null) return label('neutral', words.notRehearsed)
  const { at, failure } = rehearsal
  return failure === null
    ? html`${label('good', words.rehearsed)} ${shortMoment(at, view)}`
    : html`${codeWithMeaning(failure, view)} ${shortMoment(at, view)}`
}
