import type { TableData } from '../html/table.ts'

type TableColumn = TableData['columns'][number]

export const transactions: TableColumn = { name: ['건수', 'Transactions'], numeric: true }
export const amount: TableColumn = { name: ['금액 (원)', 'Amount (KRW)'], numeric: true }
export const share: TableColumn = { name: ['비중', 'Share'], numeric: true }
export const growthColumn: TableColumn = { name: ['증감', 'Change'], numeric: true }
export const quarter: TableColumn = { name: ['분기', 'Quarter'], numeric: true }
export const categoryColumn: TableColumn = { name: ['업종', 'Category'] }
export const day: TableColumn = { name: ['날짜', 'Day'] }
