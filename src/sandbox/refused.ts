/** Thrown by a route of the sandbox to refuse a call. Each party writes the answer in its own shape. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  /** @param detail no personal data: it is sent back and logged */
  constructor (status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** The status and words to answer a failed call with. What we do not know is the sandbox's own fault: 500. */
export function refusalOf (error: unknown): { status: number, detail: string } {
  if (error instanceof Refused) return { status: error.status, detail: error.message }
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  return { status, detail: status < 500 ? 'The request cannot be read' : 'The sandbox failed' }
}
