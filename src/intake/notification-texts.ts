import type { Language } from '../letter/letter.ts'

/**
 * What the mailbox writes when the caller gave no text: that a letter is there and that it is read after login.
 *
 * Names nobody and nothing, since it travels in clear, and has no link, as Digdir advises.
 */
export const notificationTexts: Readonly<Record<Language, { emailText: string, smsText: string }>> = {
  nb: {
    emailText: 'Du har fått et brev fra det offentlige i den digitale postkassen din. Logg inn i postkassen for å lese det.',
    smsText: 'Du har fått et brev fra det offentlige i den digitale postkassen din. Logg inn for å lese det.'
  },
  nn: {
    emailText: 'Du har fått eit brev frå det offentlege i den digitale postkassa di. Logg inn i postkassa for å lese det.',
    smsText: 'Du har fått eit brev frå det offentlege i den digitale postkassa di. Logg inn for å lese det.'
  },
  en: {
    emailText: 'You have received a letter from a public body in your digital mailbox. Log in to the mailbox to read it.',
    smsText: 'You have received a letter from a public body in your digital mailbox. Log in to read it.'
  },
  se: {
    emailText: 'Don leat ožžon reivve almmolaš etáhtas iežat digitála poastakássii. Sisaloga poastakássii vai sáhtát lohkat reivve.',
    smsText: 'Don leat ožžon reivve almmolaš etáhtas iežat digitála poastakássii. Sisaloga vai sáhtát lohkat reivve.'
  }
}
