import { SerializerSelector, type RouteDefinition, type SerializerCompiler } from '@fastify/fast-json-stringify-compiler'

type Build = ReturnType<typeof SerializerSelector>

/**
 * Builds what writes answers, once for each schema: most routes answer with the same problems, and building walks through all shared schemas.
 */
export function buildSerializer (...[shared, options]: Parameters<Build>): SerializerCompiler {
  const build = SerializerSelector()(shared, options)
  const built = new Map<string, ReturnType<SerializerCompiler>>()
  return (route: RouteDefinition) => {
    const key = JSON.stringify(route.schema)
    const serialize = built.get(key) ?? build(route)
    built.set(key, serialize)
    return serialize
  }
}
