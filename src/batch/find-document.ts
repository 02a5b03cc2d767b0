import { realpath, stat } from 'node:fs/promises'
import { basename, extname, resolve, sep } from 'node:path'
import type { BatchDocument } from './batch-row.ts'

/** Types by the end of the name, as digital mailboxes take them. The gateway judges the bytes. */
const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['.pdf', 'application/pdf'], ['.txt', 'text/plain'], ['.html', 'text/html'], ['.htm', 'text/html'], ['.png', 'image/png'], ['.gif', 'image/gif'],
  ['.jpg', 'image/jpeg'], ['.jpeg', 'image/jpeg'], ['.doc', 'application/msword'], ['.odt', 'application/vnd.oasis.opendocument.text'],
  ['.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation']
])

/**
 * Finds one file of a batch, or says what is wrong with it.
 *
 * Nothing outside the folder is ever read, whether the name climbs out (`..`, an absolute path) or a link leads out.
 *
 * @param folder real, absolute path of the batch folder
 */
export async function findDocument (folder: string, name: string): Promise<BatchDocument | string> {
  const wanted = resolve(folder, name)
  if (!isInside(folder, wanted) || name.includes('\0')) return 'names a file outside the folder'
  const mediaType = mediaTypes.get(extname(name).toLowerCase())
  if (mediaType === undefined) return 'names a file of a type that mailboxes do not take'
  const path = await realpath(wanted).catch(() => undefined)
  if (path === undefined) return 'names a file that is not there'
  if (!isInside(folder, path)) return 'names a link that leads out of the folder'
  const facts = await stat(path)
  if (!facts.isFile()) return 'names something that is not a file'
  return facts.size === 0 ? 'names an empty file' : { fileName: basename(wanted), path, mediaType, bytes: facts.size }
}

function isInside (folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
