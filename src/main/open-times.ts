import { readFile } from 'node:fs/promises'
import type { Settings } from '../config.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { readTimes } from '../route/read-times.ts'
import { noTimes, type Times } from '../route/times.ts'

/**
 * Quiet hours and foretold runs; none where no file is set.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming everything that is wrong with it
 */
export async function openTimes ({ POSTBUD_TIMES_FILE: file }: Pick<Settings, 'POSTBUD_TIMES_FILE'>, now: Date): Promise<Times> {
  if (file === undefined) return noTimes
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG_INVALID', 'Cannot use the times: POSTBUD_TIMES_FILE names no readable file', { cause })
  })
  return readTimes(text, now)
}
