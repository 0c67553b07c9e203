import type { Canvas } from './render.ts'

const english = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 3월, Mar; on a phone 3, M. */
export function monthName(month: number, { language, narrow }: Canvas): string {
  if (language === 'ko') return narrow ? String(month) : `${month}월`
  const name = english[month - 1]!
  return narrow ? name.slice(0, 1) : name
}
