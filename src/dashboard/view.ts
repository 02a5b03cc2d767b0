import { chooseLanguage, readLanguage, type DeskLanguage } from './language.ts'
import { deskLink } from './links.ts'
import type { Messages } from './messages/messages.ts'
import { messagesOf } from './messages/messages-of.ts'
import type { PageRequest } from './page.ts'

/** What every part of one page needs: the reader's language and this moment. */
export interface View {
  language: DeskLanguage
  messages: Messages
  now: Date
  /** The language the address asks for, if it does: links then carry it on. */
  chosen: DeskLanguage | undefined
  /** An address within the desk, in the reader's language. */
  link (path: string, query?: Readonly<Record<string, string | undefined>>): string
}

/** Opens a view for one request. */
export function openView (request: PageRequest, now: Date): View {
  const chosen = readLanguage(request.query.lang)
  const language = chooseLanguage(chosen, request.language)
  return { language, chosen, now, messages: messagesOf(language), link: (path, query = {}) => deskLink(path, query, chosen) }
}
