// Digital or paper: the second half of the rule table, for people who may have the letter.
import { hasDutyToNotify } from './duty.ts'
import { exceedsLimits } from './limits.ts'
import type { RuleOutcome } from './recipient-rules.ts'
import type { Rule } from './rule.ts'

/** Rows about the way. The last one always matches. */
export const mailboxRules: readonly Rule<RuleOutcome>[] = [
  {
    id: 'reserved',
    outcome: 'paper',
    source: 'eForvaltningsforskriften § 15 a: no digital decisions or important letters to those who have reserved',
    matches: view => view.isReserved && hasDutyToNotify(view),
    sentence: {
      nb: 'Mottakeren har reservert seg mot digital post, så brevet sendes på papir.',
      nn: 'Mottakaren har reservert seg mot digital post, så brevet blir sendt på papir.',
      en: 'The recipient has reserved against digital post, so the letter goes on paper.'
    }
  },
  {
    id: 'reserved-information',
    outcome: 'paper',
    source: 'registries.md §1.3: a choice of policy for information letters; ours follows the reservation',
    matches: view => view.isReserved,
    sentence: {
      nb: 'Mottakeren har reservert seg mot digital post. Vi følger reservasjonen også for informasjonsbrev.',
      nn: 'Mottakaren har reservert seg mot digital post. Vi følgjer reservasjonen også for informasjonsbrev.',
      en: 'The recipient has reserved against digital post. We follow it for information letters too.'
    }
  },
  {
    id: 'not-in-contact-register',
    outcome: 'paper',
    source: 'registries.md §1.2, status IKKE_REGISTRERT and SLETTET',
    matches: view => view.contactStatus !== 'active',
    sentence: {
      nb: 'Mottakeren er ikke aktiv i kontakt- og reservasjonsregisteret, så brevet sendes på papir.',
      nn: 'Mottakaren er ikkje aktiv i kontakt- og reservasjonsregisteret, så brevet blir sendt på papir.',
      en: 'The recipient is not active in the contact register, so the letter goes on paper.'
    }
  },
  {
    id: 'not-notifiable',
    outcome: 'paper',
    source: 'eForvaltningsforskriften § 8, registries.md §1.3 "varslingsstatus" and §1.4 [SR]',
    matches: view => hasDutyToNotify(view) && !view.isNotifiable,
    sentence: {
      nb: 'Mottakeren kan ikke varsles, og brevet krever varsel. Det sendes på papir.',
      nn: 'Mottakaren kan ikkje varslast, og brevet krev varsel. Det blir sendt på papir.',
      en: 'The recipient cannot be notified, and the letter demands a notice. It goes on paper.'
    }
  },
  {
    id: 'contact-stale',
    outcome: 'paper',
    source: 'eForvaltningsforskriften § 32 second paragraph: 18 months, counted for each contact point',
    matches: view => hasDutyToNotify(view) && !view.hasFreshEmail && !view.hasFreshMobile,
    sentence: {
      nb: 'Ingen kontaktopplysninger er oppdatert eller bekreftet de siste 18 månedene, og brevet krever varsel. Det sendes på papir.',
      nn: 'Ingen kontaktopplysningar er oppdaterte eller stadfesta dei siste 18 månadene, og brevet krev varsel. Det blir sendt på papir.',
      en: 'No contact data was updated or confirmed in the last 18 months, and the letter demands a notice. It goes on paper.'
    }
  },
  {
    id: 'no-mailbox',
    outcome: 'paper',
    source: 'registries.md §1.4 [SR], [Nav]',
    matches: view => view.mailbox === null,
    sentence: {
      nb: 'Mottakeren har ikke digital postkasse, så brevet sendes på papir.',
      nn: 'Mottakaren har ikkje digital postkasse, så brevet blir sendt på papir.',
      en: 'The recipient has no digital mailbox, so the letter goes on paper.'
    }
  },
  {
    id: 'unknown-provider',
    outcome: 'paper',
    source: 'digipost-eboks-print.md §1: two providers; sealing to a third has no agreement behind it',
    matches: view => view.mailbox === 'other',
    sentence: {
      nb: 'Postkasseleverandøren er ikke kjent for oss, så brevet sendes på papir.',
      nn: 'Postkasseleverandøren er ikkje kjend for oss, så brevet blir sendt på papir.',
      en: 'The mailbox provider is not known to us, so the letter goes on paper.'
    }
  },
  {
    id: 'mailbox-certificate-missing',
    outcome: 'paper',
    source: 'registries.md §1.2 "sertifikat": without it nothing can be encrypted to the mailbox',
    matches: view => view.mailboxCertificate === 'missing',
    sentence: {
      nb: 'Postkassens sertifikat mangler eller kan ikke leses, så brevet sendes på papir.',
      nn: 'Sertifikatet til postkassen manglar eller kan ikkje lesast, så brevet blir sendt på papir.',
      en: 'The certificate of the mailbox is missing or unreadable, so the letter goes on paper.'
    }
  },
  {
    id: 'mailbox-certificate-revoked',
    outcome: 'paper',
    source: 'dpi-json.md §3: certificates are checked for revocation; where nobody knows yet, sealing asks',
    matches: view => view.mailboxCertificate === 'revoked',
    sentence: {
      nb: 'Postkassens sertifikat er tilbakekalt, så brevet sendes på papir.',
      nn: 'Sertifikatet til postkassen er kalla tilbake, så brevet blir sendt på papir.',
      en: 'The certificate of the mailbox is revoked, so the letter goes on paper.'
    }
  },
  {
    id: 'mailbox-certificate-not-valid',
    outcome: 'paper',
    source: 'registries.md §1.2 "sertifikat": must be valid at the moment',
    matches: view => view.mailboxCertificate !== 'valid',
    sentence: {
      nb: 'Postkassens sertifikat er ikke gyldig nå, så brevet sendes på papir.',
      nn: 'Sertifikatet til postkassen er ikkje gyldig no, så brevet blir sendt på papir.',
      en: 'The certificate of the mailbox is not valid now, so the letter goes on paper.'
    }
  },
  {
    id: 'mailbox-formats',
    outcome: 'paper',
    source: 'sdp-classic-xml.md §8, permitted document types',
    matches: view => !view.mailboxTakesFormats,
    sentence: {
      nb: 'Et dokument har et format digitale postkasser ikke tar imot.',
      nn: 'Eit dokument har eit format digitale postkassar ikkje tek imot.',
      en: 'A document has a format that digital mailboxes do not take.'
    }
  },
  {
    id: 'mailbox-size',
    outcome: 'paper',
    source: 'dpi-json.md §9: 45 MB and 201 documents',
    matches: view => exceedsLimits('mailbox', view),
    sentence: {
      nb: 'Brevet er for stort for digital postkasse.',
      nn: 'Brevet er for stort for digital postkasse.',
      en: 'The letter is too large for a digital mailbox.'
    }
  },
  {
    id: 'mailbox',
    outcome: 'mailbox',
    source: 'registries.md §1.4: not reserved, mailbox with a valid certificate, size and formats within limits',
    matches: view => view.mailboxCertificate === 'valid',
    sentence: {
      nb: 'Mottakeren har digital postkasse, og ingenting hindrer at brevet sendes dit.',
      nn: 'Mottakaren har digital postkasse, og ingenting hindrar at brevet blir sendt dit.',
      en: 'The recipient has a digital mailbox, and nothing stands against sending the letter there.'
    }
  },
  {
    id: 'otherwise',
    outcome: 'needs_decision',
    source: 'The table is total: what no rule foresaw is for a person',
    matches: () => true,
    sentence: {
      nb: 'Ingen regel passet. Et menneske må avgjøre.',
      nn: 'Ingen regel passa. Eit menneske må avgjere.',
      en: 'No rule fitted. A person must decide.'
    }
  }
]
