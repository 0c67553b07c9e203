import { contractColumnNames } from '../input.ts'
import type { Source } from '../source.ts'

/** The contract itself: what every file is that no other source claims. */
export const source: Source = {
  name: 'contract',
  prefix: 'incoming/',
  comment: 'CSV with the columns of the contract, in UTF-8 or CP949',
  layout: {
    delimiter: ',',
    quotes: true,
    encoding: 'either',
    header: 'exact',
    leadingLines: 0,
    trailer: null,
  },
  columns: contractColumnNames.map((name) => ({ name })),
  fields: Object.fromEntries(contractColumnNames.map((name) => [name, { from: name }])),
  cardMasks: [],
}
