/** What a page is asked with. Values from outside are unknown until the page has read them. */
export interface PageRequest {
  /** Parts of the path named in it, such as `id`. */
  params: Readonly<Record<string, unknown>>
  query: Readonly<Record<string, unknown>>
  /** The Accept-Language header as it came. */
  language?: string | undefined
}

/** A whole HTML document, to be sent as `text/html; charset=utf-8`; or, with status 303, where to go on. */
export interface PageAnswer {
  status: number
  html: string
  location?: string
}

/** A form sent from a page. The texts are as they were typed. */
export interface FormRequest extends PageRequest {
  form: Readonly<Record<string, string>>
}

/** One page of the desk. Whoever serves HTTP registers it under its path for GET. */
export interface Page {
  /** Path with `:names`, as fastify reads it. */
  path: string
  /** In English, for lists of routes; the page's own title is in the reader's language. */
  title: string
  render (request: PageRequest): Promise<PageAnswer>
  /** For a page with a form that changes something: registered for POST. Whoever serves it keeps other sites' forms away. */
  submit? (request: FormRequest): Promise<PageAnswer>
}

/** What the pages need besides their ports. */
export interface DeskOptions {
  now: () => Date
  /** Makes the key under which a form is taken once. */
  newId: () => string
}
