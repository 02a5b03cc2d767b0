import type { App } from '../schema-types.ts'

/** `GET /openapi.json`: the API description, OpenAPI 3.1. */
export function getOpenApi (app: App): void {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
