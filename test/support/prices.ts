import { readFileSync } from 'node:fs'
import { readPrices, type PriceTables } from '../../src/route/prices.ts'

/** The text of the price tables the gateway comes with. */
export const publicPricesText = readFileSync(new URL('../../src/route/default-prices.json', import.meta.url), 'utf8')

/** The same, read. */
export const publicPrices: PriceTables = readPrices(publicPricesText)
