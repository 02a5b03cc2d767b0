import { test } from 'tap'
import { countryCodeOf } from '../../../src/lookup/folkeregisteret/country-code.ts'

test('countryCodeOf() gives alpha-2 for either length, in any case', t => {
  t.strictSame(['SWE', 'se', 'GBR', 'XXK', 'XKX', 'NOR', 'AT', 'aut'].map(countryCodeOf), ['SE', 'SE', 'GB', 'XK', 'XK', 'NO', 'AT', 'AT'])
  t.end()
})

test('countryCodeOf() knows no country by another code', t => {
  for (const code of ['', 'ZZ', 'QQQ', '47', 'Norge', 'ABW AF']) t.equal(countryCodeOf(code), undefined)
  t.end()
})
