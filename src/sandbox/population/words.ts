// Names and places of the population. In the manner of Tenor's "STADIG KUBBESTOL": nobody is called so, and anyone can see it.

/** Given names. */
export const givenNames: readonly string[] = [
  'STADIG', 'RASK', 'VENNLIG', 'SINDIG', 'GLAD', 'MODIG', 'KLOK', 'STILLE', 'MUNTER', 'TRYGG', 'VARM', 'SPREK', 'LUN', 'FREIDIG', 'NØYSOM',
  'RAUS', 'ÆRLIG', 'BLID', 'DJERV', 'EKTE', 'FLINK', 'GRUNDIG', 'HENSYNSFULL', 'IVRIG', 'JEVN', 'KVIKK', 'LETT', 'MILD', 'NETT', 'ORDENTLIG',
  'PASSELIG', 'ROLIG', 'SAKTE', 'TÅLMODIG', 'UREDD', 'VÅKEN', 'YDMYK', 'ÅPEN', 'ØVET', 'SPENSTIG', 'LYSTIG', 'TAPPER', 'STOLT', 'FROM',
  'GILD', 'HENDIG', 'KNAPP', 'LYDHØR', 'MYK', 'SOLID'
]

/** Family names. */
export const familyNames: readonly string[] = [
  'KUBBESTOL', 'FISKEBOLLE', 'TREKKSPILL', 'PARAPLY', 'GULROT', 'TEPOTTE', 'SKRUJERN', 'VAFFELJERN', 'LESELAMPE', 'BOKHYLLE', 'KAFFEKANNE',
  'ULLSOKK', 'SYKKELBJELLE', 'HAGESLANGE', 'PERMHYLLE', 'BLYANTSPISSER', 'KOMPASSROSE', 'SNØSKUFFE', 'TANNBØRSTE', 'LINJAL', 'SUPPEØSE',
  'VEGGKLOKKE', 'NØKKELKNIPPE', 'BRØDRISTER', 'FYRSTIKK', 'GYNGEHEST', 'HATTEHYLLE', 'ISSKRAPE', 'JORDBÆRKURV', 'KJEVLE', 'LOMMELYKT',
  'MATBOKS', 'NISTEPAKKE', 'OSTEHØVEL', 'PANNEKAKE', 'REGNFRAKK', 'SANDKASSE', 'TERMOS', 'UKEPLAN', 'VINDSKJERM', 'YTTERDØR', 'ÆRESPORT',
  'ØREKLAFF', 'ÅRETAK', 'BINDERS', 'DØRMATTE', 'EGGEGLASS', 'FLAGGSTANG', 'GRYTEKLUT', 'HENGEKØYE', 'KLESKLYPE', 'LEKEPLASS', 'MÅLEBÅND',
  'NOTATBLOKK', 'PUSLESPILL', 'RYGGSEKK', 'STIGE', 'TALERSTOL', 'VOTTEPAR', 'SKIBINDING'
]

/** Street names. */
export const streets: readonly string[] = [
  'Kubbevegen', 'Tepottegata', 'Linjalstien', 'Termosveien', 'Permgata', 'Votteveien', 'Blyantbakken', 'Bindersgata', 'Paraplyveien',
  'Kompassbakken', 'Suppestien', 'Gulrotveien', 'Lampegata', 'Stigeveien', 'Notatplassen'
]

/** Postal codes with their places and municipality numbers. */
export const towns: readonly { postalCode: string, city: string, municipality: string }[] = [
  { postalCode: '0150', city: 'OSLO', municipality: '0301' }, { postalCode: '5003', city: 'BERGEN', municipality: '4601' },
  { postalCode: '7011', city: 'TRONDHEIM', municipality: '5001' }, { postalCode: '4006', city: 'STAVANGER', municipality: '1103' },
  { postalCode: '9008', city: 'TROMSØ', municipality: '5501' }, { postalCode: '6944', city: 'STAVANG', municipality: '4602' },
  { postalCode: '8006', city: 'BODØ', municipality: '1804' }, { postalCode: '2317', city: 'HAMAR', municipality: '3403' },
  { postalCode: '3015', city: 'DRAMMEN', municipality: '3301' }, { postalCode: '9730', city: 'KARASJOK', municipality: '5610' },
  { postalCode: '6863', city: 'LEIKANGER', municipality: '4640' }, { postalCode: '4838', city: 'ARENDAL', municipality: '4203' }
]
