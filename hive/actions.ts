/**
 * What becomes of what a check finds: `reject` refuses the file, `quarantine` keeps the rows apart and publishes the rest,
 * `warn` publishes all of it.
 */
export type Action = 'reject' | 'quarantine' | 'warn'

/** Checks of single rows that can be published as they are. */
type Harmless =
  | 'amount_negative'
  | 'amount_large'
  | 'amount_zero'
  | 'date_future'
  | 'domain_category'
  | 'domain_card_type'
  | 'domain_approval_status'
  | 'installment_range'
  | 'id_spelling'

/** Checks of single rows that no table has a place for. */
type Unfit =
  | 'null_transaction_id'
  | 'null_transaction_date'
  | 'date_invalid'
  | 'domain_region'
  | 'card_format'
  | 'malformed_line'
  | 'number_format'

/** Checks of shares and of payments that are suspected: no row by itself is wrong. */
type Shared =
  | 'null_card_no'
  | 'null_card_type'
  | 'null_merchant'
  | 'null_sub_category'
  | 'null_category'
  | 'null_amount'
  | 'null_installment_months'
  | 'null_approval_status'
  | 'null_region'
  | 'duplicate_payment'
  | 'declined_ratio'

/** The action of each check that does not do what docs/tables.md says of it. Checks that are not here always reject. */
export type CheckActions = { [Name in Harmless]?: Action } & {
  [Name in Unfit]?: Exclude<Action, 'warn'>
} & { [Name in Shared]?: Exclude<Action, 'quarantine'> }
