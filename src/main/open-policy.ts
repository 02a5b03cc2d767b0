import { readFile } from 'node:fs/promises'
import type { Settings } from '../config.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { noPolicy, type Policy } from '../route/policy.ts'
import { readPolicy } from '../route/read-policy.ts'

/**
 * What the senders demand beyond the law; nothing where no file is set.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming everything that is wrong with it
 */
export async function openPolicy ({ POSTBUD_POLICY_FILE: file }: Pick<Settings, 'POSTBUD_POLICY_FILE'>): Promise<Policy> {
  if (file === undefined) return noPolicy
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG_INVALID', 'Cannot use the policy: POSTBUD_POLICY_FILE names no readable file', { cause })
  })
  return readPolicy(text)
}
