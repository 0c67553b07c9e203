import type { TableData } from '../html/table.ts'

type Column = TableData['columns'][number]

export const transactions: Column = { name: ['건수', 'Transactions'], numeric: true }
export const amount: Column = { name: ['금액 (원)', 'Amount (KRW)'], numeric: true }
export const share: Column = { name: ['비중', 'Share'], numeric: true }
export const growthColumn: Column = { name: ['증감', 'Change'], numeric: true }
export const quarter: Column = { name: ['분기', 'Quarter'], numeric: true }
export const category: Column = { name: ['업종', 'Category'] }
export const day: Column = { name: ['날짜', 'Day'] }
