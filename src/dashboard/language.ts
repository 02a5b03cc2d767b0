/** The interface languages (*målformer* and English), ISO 639-1. */
export type DeskLanguage = 'nb' | 'nn' | 'en'

/** All of them, in the order people list them. */
export const deskLanguages: readonly DeskLanguage[] = ['nb', 'nn', 'en']

/** Reads a language of ours out of something unknown. */
export function readLanguage (value: unknown): DeskLanguage | undefined {
  return deskLanguages.find(language => language === value)
}

/**
 * Chooses the language of a page: what the address says, else the reader's first wish that we have, else Bokmål.
 *
 * `no` in a wish means Bokmål, as browsers use it.
 *
 * @param asked the value of `?lang=`
 * @param accepted the Accept-Language header (RFC 9110 §12.5.4)
 */
export function chooseLanguage (asked: unknown, accepted: string | undefined): DeskLanguage {
  const wishes = (accepted ?? '').split(',').map(readWish).sort((a, b) => b.weight - a.weight)
  const known = wishes.filter(wish => wish.weight > 0).map(wish => readLanguage(wish.language))
  return readLanguage(asked) ?? known.find(language => language !== undefined) ?? 'nb'
}

function readWish (part: string): { language: string, weight: number } {
  const [range = '', ...parameters] = part.trim().toLowerCase().split(/\s*;\s*/)
  const quality = parameters.find(parameter => parameter.startsWith('q='))
  const weight = quality === undefined ? 1 : Number(quality.slice(2))
  const primary = range.split('-')[0] ?? ''
  return { language: primary === 'no' ? 'nb' : primary, weight: Number.isFinite(weight) ? weight : 0 }
}
