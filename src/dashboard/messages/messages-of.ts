import type { DeskLanguage } from '../language.ts'
import { en } from './en.ts'
import type { Messages } from './messages.ts'
import { nb } from './nb.ts'
import { nn } from './nn.ts'

const tables: Readonly<Record<DeskLanguage, Messages>> = { nb, nn, en }

/** The texts of one language. */
export function messagesOf (language: DeskLanguage): Messages {
  return tables[language]
}
