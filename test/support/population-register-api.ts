// Skatteetaten's own OpenAPI description of Folkeregisteret as a judge of what is asked and answered.
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Test } from 'tap'
import { parse } from 'yaml'
import { published } from './shared.ts'

interface Parameter { name: string, in: string, required?: boolean }
interface Operation { parameters?: Parameter[] }
interface Schema { type?: string, properties?: object, additionalProperties?: unknown }
interface Api { paths: Record<string, Record<string, Operation>>, components: { schemas: Record<string, Schema> } }

/** The description, and validators made of it. Properties it does not name fail too. */
export interface PublishedApi extends Api {
  /** Of what an operation takes (`requestBody`) or gives (`responses/200`), as JSON. */
  content (path: string, method: string, where: string): ValidateFunction
}

/** Reads the description; undefined, with a clear line, where the published files are not beside the project. */
export function publishedApi (t: Test): PublishedApi | undefined {
  const file = published(t, 'registries/folkeregisteret/offentlig-med-hjemmel-openapi-v1.5.yaml')
  if (file === undefined) return undefined
  const api = parse(readFileSync(file, 'utf8')) as Api
  for (const schema of Object.values(api.components.schemas)) if (schema.type === 'object') schema.additionalProperties ??= false
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', ...api })
  return {
    ...api,
    content: (path, method, where) =>
      ajv.compile({ $ref: `api#/paths/${path.replaceAll('/', '~1')}/${method}/${where}/content/application~1json/schema` })
  }
}
