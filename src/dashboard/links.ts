import type { DeskLanguage } from './language.ts'

/** Where everything of the desk lives. */
export const deskRoot = '/desk'

/**
 * Makes an address within the desk.
 *
 * @param path below the root, with its leading slash, or the empty string
 * @param query values that are undefined or empty are left out
 * @param language given only when the reader chose one, so that the choice follows along the links
 */
export function deskLink (path: string, query: Readonly<Record<string, string | undefined>>, language: DeskLanguage | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value = ''] of Object.entries<string | undefined>({ ...query, lang: language })) if (value !== '') search.set(name, value)
  return search.size === 0 ? `${deskRoot}${path}` : `${deskRoot}${path}?${search.toString()}`
}
