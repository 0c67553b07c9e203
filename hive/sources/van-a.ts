import type { Source } from '../source.ts'

/** A VAN's daily record file: its first and last line carry the day and the totals, as host systems write them. */
export const source: Source = {
  name: 'van-a',
  prefix: 'incoming/van-a/',
  comment:
    'An example VAN: CP949, fields by vertical bars, no header, a head record and a trailer with totals',
  layout: {
    delimiter: '|',
    quotes: false,
    encoding: 'cp949',
    header: 'none',
    leadingLines: 1,
    trailer: { lines: 1, starts: 'T|', rows: 2, amount: 3 },
  },
  columns: [
    { name: 'record_type', filler: 'D' },
    { name: 'approval_no' },
    { name: 'traded_at' },
    { name: 'card' },
    { name: 'card_kind' },
    { name: 'merchant' },
    { name: 'business' },
    { name: 'category' },
    { name: 'amount' },
    { name: 'months' },
    { name: 'response' },
    { name: 'area' },
  ],
  fields: {
    transaction_id: { from: 'approval_no' },
    transaction_date: { from: 'traded_at', moment: { patterns: ['yyyyMMddHHmmss'], zone: '+09:00' } },
    card_no: { from: 'card' },
    card_type: { from: 'card_kind', values: { C: '신용', D: '체크' } },
    merchant: { from: 'merchant' },
    sub_category: { from: 'business' },
    category: { from: 'category' },
    amount: { from: 'amount', number: { signBehind: true } },
    installment_months: { from: 'months', number: {} },
    approval_status: { from: 'response', values: { '00': 'approved', '51': 'declined', '90': 'cancelled' } },
    region: { from: 'area' },
  },
  cardMasks: ['NNNNNN******NNNN'],
}
