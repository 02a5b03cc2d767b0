import type { FastifyRequest } from 'fastify'

/** The query of a call as it was sent: names may be repeated. */
export function queryOf (request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://sandbox').searchParams
}
