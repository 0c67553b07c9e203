import { contractColumnNames } from '../../../hive/input.ts'
import { sampleTransactions, type Transaction } from '../../jobs/transactions.ts'

const usual = {
  card_no: '****-****-****-0001',
  card_type: '신용',
  merchant: '가게',
  sub_category: '한식',
  category: '식비',
  amount: 1000,
  installment_months: 0,
  approval_status: 'approved',
  region: '서울',
} as const

/** Rows of a contract file, so without tokens, that pass the gate, odd ones among them; every 150th keeps its nulls, so that no column has more than 1 %. */
export function passingRows(count: number, seed: number, months: string[]): Transaction[] {
  return sampleTransactions(count, seed).map((row, index) => ({
    ...(index % 150 === 0 ? row : fillNulls(row)),
    transaction_id: `S${seed}-${index}`,
    card_token: null,
    transaction_date: `${months[index % months.length]}${row.transaction_date.slice(7)}`,
  }))
}

function fillNulls(row: Transaction): Transaction {
  const given = Object.entries(row).filter(([, value]) => value !== null)
  return { ...row, ...usual, ...Object.fromEntries(given) }
}

const field = (value: unknown) => {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as an input file; `memo` adds a column that is not in the contract, of so many characters. */
export function inputCsv(rows: readonly Transaction[], { memo = 0 } = {}): string {
  const names = contractColumnNames as (keyof Transaction)[]
  const header = memo ? [...names, 'memo'] : names
  const lines = rows.map((row) => {
    const fields = names.map((name) => field(row[name]))
    return (memo ? [...fields, 'x'.repeat(memo)] : fields).join(',')
  })
  return `${[header.join(','), ...lines].join('\n')}\n`
}
