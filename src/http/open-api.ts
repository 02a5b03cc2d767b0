// The API description, made of the routes' own schemas by @fastify/swagger.
import type { FastifyDynamicSwaggerOptions, SwaggerTransform } from '@fastify/swagger'
import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui'
import { mediaTypes } from '../intake/media-types.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** An OpenAPI request body, for a route that does not let Fastify judge its body. */
    documentedBody?: object
    /** JSON Schema of headers, likewise. */
    documentedHeaders?: object
    /** The most bytes of a JSON body besides documents, where it is not a letter's. */
    maxPlainBytes?: number
  }
}

const introduction = `One call takes a letter; the gateway finds the recipient, chooses e-Boks, Digipost or print, and tells what happened.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`. Times are RFC 3339. Nothing in a path or a query is personal.

Document types: ${[...mediaTypes.keys()].join(', ')}.`

/** Adds what a route documents without letting Fastify judge by it: a body of two forms, and headers; and the key, which a hook judges. */
const transform: SwaggerTransform = ({ schema, url, route }) => {
  const { documentedBody, documentedHeaders } = route.config ?? {}
  const body = documentedBody === undefined ? {} : { body: documentedBody }
  const headers = documentedHeaders === undefined ? {} : { headers: documentedHeaders }
  const security = url.startsWith('/v1/') ? { security: [{ key: [] }] } : {}
  return { schema: { ...schema, ...body, ...headers, ...security }, url }
}

/** Options for @fastify/swagger. */
export function openApiOptions (version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Postbud', version, description: introduction, license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } },
      tags: [{ name: 'letters' }, { name: 'events' }, { name: 'errors' }, { name: 'operation' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }
    },
    transform,
    refResolver: { buildLocalReference: (json, _baseUri, _fragment, index) => typeof json.$id === 'string' ? json.$id : `schema-${index}` }
  }
}

/**
 * Options for @fastify/swagger-ui.
 *
 * The layout without the top bar: its picture has a style of its own, which our policy blocks.
 */
export const docsOptions: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  staticCSP: false,
  theme: { title: 'Postbud API' },
  uiConfig: { layout: 'BaseLayout', defaultModelsExpandDepth: 0 }
}
