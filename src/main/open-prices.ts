import { readFile } from 'node:fs/promises'
import type { Settings } from '../config.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { readPrices, type PriceTables } from '../route/prices.ts'

const publicPrices = new URL('../route/default-prices.json', import.meta.url)

/**
 * The operator's price tables, or else the public ones.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming everything that is wrong with them
 */
export async function openPrices (settings: Pick<Settings, 'POSTBUD_PRICES_FILE'>): Promise<PriceTables> {
  const text = await readFile(settings.POSTBUD_PRICES_FILE ?? publicPrices, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('ERR_CONFIG_INVALID', 'Cannot read the price tables: POSTBUD_PRICES_FILE names no readable file', { cause })
  })
  return readPrices(text)
}
