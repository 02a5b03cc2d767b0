import type { FastifyReply, FastifyRequest } from 'fastify'
import { letterSchema } from '../../intake/letter-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { bodyFormOf } from '../exact-content-type.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import type { JsonReader } from '../json-reader.ts'
import { jsonSubmission, type LetterSource } from '../json-submission.ts'
import { maxJsonBytes, timeouts } from '../limits.ts'
import { discardRest, multipartSubmission } from '../multipart-submission.ts'
import type { AcceptResult, GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = {
  required: true,
  content: {
    'application/json': { schema: letterSchema },
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['letter', 'documents'],
        properties: {
          letter: { ...letterSchema, description: 'The letter as JSON, without content in its documents. The first part.' },
          documents: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'One part a document; its file name is the fileName in the letter.' }
        }
      },
      encoding: { letter: { contentType: 'application/json' } }
    }
  }
}

const documentedHeaders = {
  type: 'object',
  required: ['Idempotency-Key'],
  properties: {
    'Idempotency-Key': {
      type: 'string', minLength: 1, maxLength: 200,
      description: 'Unique for this letter. A repeat with the same key and content gets the first answer again.'
    }
  }
}

const schema = {
  operationId: 'sendLetter',
  summary: 'Sends a letter',
  tags: ['letters'],
  response: { 201: { description: 'The letter is ours to carry', ...named('Accepted') }, ...problems(400, 401, 403, 408, 409, 413, 415, 422) }
}

/** `POST /v1/letters` */
export function postLetter (app: App, ports: GatewayPorts, readJson: JsonReader): void {
  app.post('/letters', {
    schema,
    bodyLimit: maxJsonBytes,
    handlerTimeout: timeouts.acceptMs,
    config: { documentedBody, documentedHeaders },
    onRequest: refuseEarly
  }, async (request, reply) => {
    const { name, senders } = callerOf(request)
    // Whatever becomes of the letter, nobody reads the body any more.
    const result = await ports.accept({
      client: name,
      senders,
      idempotencyKey: idempotencyKeyOf(request.headers),
      traceId: request.id,
      ...sourceOf(request, readJson)
    }).finally(() => { discardRest(request) })
    return answer(result, request, reply)
  })
}

/** What the headers alone give away is told before a byte of the body is read. */
function refuseEarly (request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  bodyFormOf(request)
  idempotencyKeyOf(request.headers)
  done()
}

function sourceOf (request: FastifyRequest, readJson: JsonReader): LetterSource {
  return bodyFormOf(request) === 'json' ? jsonSubmission(request.body) : multipartSubmission(request, readJson)
}

function answer (result: AcceptResult, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (result.kind === 'refused') return sendProblems(result.problems, request, reply)
  if (result.kind === 'replayed') void reply.header('idempotency-replayed', 'true')
  // The text as it was kept, so that a repeat is the same byte for byte.
  return reply.code(201).header('location', `/v1/letters/${result.letterId}`).type('application/json; charset=utf-8').send(result.body)
}
