import type { FastifyBaseLogger } from 'fastify'

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

/** The status and words to answer a failed call with. What we do not know is the sandbox's own fault: 500, and a line in the log. */
export function refusalOf (error: unknown, log: Pick<FastifyBaseLogger, 'error'>): { status: number, detail: string } {
  if (error instanceof Refused) return { status: error.status, detail: error.message }
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status < 500) return { status, detail: 'The request cannot be read' }
  log.error({ err: error }, 'The sandbox failed')
  return { status, detail: 'The sandbox failed' }
}
