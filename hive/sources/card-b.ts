import type { Source } from '../source.ts'

/** A card company's monthly list, saved by Excel as CSV. */
export const source: Source = {
  name: 'card-b',
  prefix: 'incoming/card-b/',
  comment: 'An example card company: Korean header, date and time apart, amounts such as 1,234',
  layout: {
    delimiter: ',',
    quotes: true,
    encoding: 'either',
    header: 'loose',
    leadingLines: 0,
    trailer: null,
  },
  columns: [
    { name: '승인번호' },
    { name: '거래일자', aliases: ['승인일자', '이용일자'] },
    { name: '거래시각', aliases: ['승인시각', '이용시각'] },
    { name: '카드번호' },
    { name: '카드구분' },
    { name: '가맹점명' },
    { name: '업종' },
    { name: '분류' },
    { name: '승인금액', aliases: ['이용금액'] },
    { name: '할부개월' },
    { name: '승인상태', aliases: ['상태'] },
    { name: '지역' },
  ],
  fields: {
    transaction_id: { from: '승인번호' },
    transaction_date: {
      from: ['거래일자', '거래시각'],
      // Excel leaves the zero of the hours before ten out
      moment: { patterns: ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd H:mm:ss'], zone: '+09:00' },
    },
    card_no: { from: '카드번호' },
    card_type: { from: '카드구분', values: { 신용카드: '신용', 체크카드: '체크' } },
    merchant: { from: '가맹점명' },
    sub_category: { from: '업종' },
    category: { from: '분류' },
    amount: { from: '승인금액', number: { thousands: ',', decimals: '.' } },
    installment_months: { from: '할부개월', values: { 일시불: '0' }, number: { unit: '개월' } },
    approval_status: {
      from: '승인상태',
      values: { 승인: 'approved', 거절: 'declined', 취소: 'cancelled' },
    },
    region: { from: '지역' },
  },
  cardMasks: ['NNNN-NN**-****-NNNN'],
}
