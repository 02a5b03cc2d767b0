/** What a page is asked with. Values from outside are unknown until the page has read them. */
export interface PageRequest {
  /** Parts of the path named in it, such as `id`. */
  params: Readonly<Record<string, unknown>>
  query: Readonly<Record<string, unknown>>
  /** The Accept-Language header as it came. */
  language?: string | undefined
}

/** A whole HTML document, to be sent as `text/html; charset=utf-8`. */
export interface PageAnswer {
  status: number
  html: string
}

/** One page of the desk. Whoever serves HTTP registers it under its path for GET. */
export interface Page {
  /** Path with `:names`, as fastify reads it. */
  path: string
  /** In English, for lists of routes; the page's own title is in the reader's language. */
  title: string
  render (request: PageRequest): Promise<PageAnswer>
}

/** What the pages need besides their ports. */
export interface DeskOptions {
  now: () => Date
}
