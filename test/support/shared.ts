import { existsSync } from 'node:fs'
import type { Test } from 'tap'

const folder = new URL('../../../shared/reference/official-schemas/', import.meta.url)

/**
 * Where a published schema, sample or vector lies, or undefined (with a clear line) where the published files are not beside the project.
 *
 * They judge our work from outside and are never part of the project.
 */
export function published (t: Test, path: string): URL | undefined {
  const file = new URL(path, folder)
  if (existsSync(file)) return file
  t.comment(`skipped: the published file ${path} is not beside the project`)
  return undefined
}
