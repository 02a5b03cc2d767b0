import { Type } from 'typebox'
import { errorTable, type ErrorCode } from '../../letter/error-table.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import { problemPath } from '../problem.ts'
import type { App } from '../schema-types.ts'

const entry = Type.Object({
  code: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  family: Type.Enum(['refuse', 'retry', 'stop'], { type: 'string', description: 'refuse: change the request. retry: try again later. stop: a person must look.' }),
  remedy: Type.String()
}, { additionalProperties: false })

const schema = {
  operationId: 'readProblem',
  summary: 'What an error code means, and what to do',
  tags: ['errors'],
  params: Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
  response: {
    200: {
      description: 'The catalogue entry',
      content: { 'application/json': { schema: entry }, 'text/html': { schema: Type.String() } }
    }
  }
}

/** Codes by the last part of their address. */
const codes = new Map(Object.keys(errorTable).filter(isCode).map(code => [problemPath(code), code]))

/** `GET /problems/{code}`: where `type` of every error answer leads. */
export function getProblem (app: App): void {
  app.get('/problems/:code', { schema }, (request, reply) => {
    const code = codes.get(`/problems/${request.params.code.toLowerCase().replaceAll('_', '-')}`)
    if (code === undefined) throw new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the problem: no such code')
    const wantsPage = request.headers.accept?.includes('text/html') === true
    void reply.header('vary', 'accept')
    return wantsPage ? reply.type('text/html; charset=utf-8').send(page(code)) : reply.type('application/json; charset=utf-8').send({ code, ...errorTable[code] })
  })
}

function isCode (name: string): name is ErrorCode {
  return name in errorTable
}

function page (code: ErrorCode): string {
  const { title, status, remedy } = errorTable[code]
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)} – Postbud</title>`
    + `<main><h1>${escaped(title)}</h1><p>${escaped(remedy)}.</p><p>Code <code>${code}</code>, HTTP status ${status}.</p></main></html>`
}

function escaped (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
