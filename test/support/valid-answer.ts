// Judges answers by the API description that the app itself gives out, with ajv: what is not described is a failure.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'

/** The parts of an answer that are judged. */
interface Answer { statusCode: number, headers: Record<string, unknown>, body: string }

/** Makes a judge of this app's answers: `route` is the path as it stands in the description. */
export async function answerJudge (t: Test, app: FastifyInstance): Promise<(method: string, route: string, answer: Answer) => void> {
  const description = (await app.inject({ url: '/openapi.json' })).json<Record<string, unknown>>()
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: fullFormats })
  ajv.addSchema({ $id: 'api', ...description })
  return (method, route, answer) => {
    const type = String(answer.headers['content-type']).split(';')[0] ?? ''
    const path = ['paths', route, method.toLowerCase(), 'responses', String(answer.statusCode), 'content', type, 'schema']
    const validate: ValidateFunction | undefined = ajv.getSchema(`api#/${path.map(step => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`)
    if (validate === undefined) t.fail(`not described: ${method} ${route} ${answer.statusCode} ${type}`)
    else t.ok(validate(type.includes('json') ? JSON.parse(answer.body) : answer.body), `${method} ${route} ${answer.statusCode} ${JSON.stringify(validate.errors)}`)
  }
}
