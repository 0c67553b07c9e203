import type { Source } from '../source.ts'

/** A payment gateway's settlement list, which knows a card by a token beside its last four digits. */
export const source: Source = {
  name: 'pay-c',
  prefix: 'incoming/pay-c/',
  comment: 'An example payment gateway: fields by tabs, moments in UTC, a token for each card',
  layout: {
    delimiter: '\t',
    quotes: true,
    encoding: 'utf8',
    header: 'exact',
    leadingLines: 0,
    trailer: null,
  },
  columns: [
    { name: 'payment_id' },
    { name: 'paid_at' },
    { name: 'card_token' },
    { name: 'card_number' },
    { name: 'card_kind' },
    { name: 'merchant' },
    { name: 'business' },
    { name: 'category' },
    { name: 'amount' },
    { name: 'months' },
    { name: 'status' },
    { name: 'region' },
  ],
  fields: {
    transaction_id: { from: 'payment_id' },
    transaction_date: { from: 'paid_at', moment: { patterns: ['yyyy-MM-ddTHH:mm:ssZ'], zone: '+00:00' } },
    card_no: { from: 'card_number' },
    card_type: { from: 'card_kind', values: { CREDIT: '신용', DEBIT: '체크' } },
    merchant: { from: 'merchant' },
    sub_category: { from: 'business' },
    category: { from: 'category' },
    amount: { from: 'amount', number: { decimals: '.' } },
    installment_months: { from: 'months' },
    approval_status: {
      from: 'status',
      values: { PAID: 'approved', FAILED: 'declined', CANCELED: 'cancelled' },
    },
    region: { from: 'region' },
    card_token: { from: 'card_token' },
  },
  cardMasks: [],
}
