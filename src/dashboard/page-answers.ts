// What every page answers with: itself, or that it is not there, or that it cannot be read now.
import type { PageAnswer, PageRequest } from './page.ts'
import { notFoundPage, unavailablePage } from './trouble-page.ts'
import { openView, type View } from './view.ts'

/** Opens a view and writes a page. A page never throws: where a port fails, the answer is a page with status 503 that says so. */
export async function answer<Asked extends PageRequest> (
  request: Asked, now: Date, write: (view: View, request: Asked) => Promise<PageAnswer>
): Promise<PageAnswer> {
  const view = openView(request, now)
  try {
    return await write(view, request)
  } catch (error) {
    return { status: 503, html: unavailablePage(error, view) }
  }
}

/** A page that is as it should be. */
export function ok (html: string): PageAnswer {
  return { status: 200, html }
}

/** Where to go on. */
export function seeOther (location: string): PageAnswer {
  return { status: 303, html: '', location }
}

/** Nothing is there. */
export function notFound (view: View): PageAnswer {
  return { status: 404, html: notFoundPage(view) }
}

/** Anything but a UUID is no id of ours; the port is not even asked, so nothing odd reaches a query or a log. */
export function isUuid (value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}
