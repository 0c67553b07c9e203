import { count } from '../../terminal/wording.ts'
import type { Both, Language } from './words.ts'

const 억 = 100_000_000
const 만 = 10_000

/** Percent with one decimal: 12.3%. */
export const percent = (value: number, digits = 1): string => `${value.toFixed(digits)}%`

/** Growth with its direction: ▲ 3.2%, ▼ 0.5%, – for none. */
export function growth(value: number | null): string {
  if (value === null) return '–'
  return `${value > 0 ? '▲' : value < 0 ? '▼' : '='} ${percent(Math.abs(value))}`
}

/** An amount as people say it, from a million in 만 and 억: 40,601원, 40억 5,909만원; ₩4.06B. */
export const won = (value: number): Both => [wonKorean(value), `₩${shortNumber(value)}`]

function wonKorean(value: number): string {
  const amount = Math.round(value)
  if (Math.abs(amount) < 100 * 만) return `${count(amount)}원`
  const tenThousands = Math.round(amount / 만)
  const large = Math.trunc(tenThousands / 만)
  const small = Math.abs(tenThousands % 만)
  if (large === 0) return `${count(tenThousands)}만원`
  return `${count(large)}억${small ? ` ${count(small)}만` : ''}원`
}

/** An amount for axes and bar labels: 3.2억, 5,000만; ₩320M. */
export function shortWon(value: number, language: Language): string {
  if (language === 'en') return value === 0 ? '0' : `₩${shortNumber(value)}`
  if (Math.abs(value) >= 억) return `${trim(value / 억)}억`
  if (Math.abs(value) >= 만) return `${count(value / 만)}만`
  return count(value)
}

/** A count for axes: 1.2만; 12K. */
export function shortCount(value: number, language: Language): string {
  if (language === 'en') return shortNumber(value)
  if (Math.abs(value) >= 억) return `${trim(value / 억)}억`
  return Math.abs(value) >= 만 ? `${trim(value / 만)}만` : count(value)
}

function shortNumber(value: number): string {
  for (const [unit, size] of [
    ['T', 1e12],
    ['B', 1e9],
    ['M', 1e6],
    ['K', 1e3],
  ] as const) {
    if (Math.abs(value) >= size) return `${trim(value / size)}${unit}`
  }
  return count(value)
}

/** Three significant digits or so: 4.06, 40.6, 406. */
function trim(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return Number(value.toFixed(digits)).toLocaleString('en')
}
