import type { Canvas } from './render.ts'

/** Colours by role; the page's style sheet says what they are in light and dark. */
export const colour = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  primary: 'var(--primary)',
  soft: 'var(--primary-soft)',
  good: 'var(--good)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
  /** Things that have no order. */
  series: ['var(--s1)', 'var(--s2)', 'var(--s3)', 'var(--s4)'],
} as const

/** Text on axes. */
export const axisText = { color: colour.muted, fontSize: 12 }

/** An axis of names without ticks. */
export const nameAxis = {
  type: 'category',
  axisLine: { lineStyle: { color: colour.line } },
  axisTick: { show: false },
} as const

/** An axis of values: light lines, no ink of its own. */
export const valueAxis = {
  type: 'value',
  splitNumber: 4,
  splitLine: { lineStyle: { color: colour.line, width: 1 } },
} as const

/** Names of colours above the chart. */
export const topLegend = {
  top: 0,
  left: 0,
  itemWidth: 10,
  itemHeight: 10,
  itemGap: 14,
  selectedMode: false,
  textStyle: axisText,
} as const

/** A bar that is a still picture. */
export const barSeries = { type: 'bar', silent: true, emphasis: { disabled: true } } as const

/** Width of a text at 12 pixels, Korean syllables being wide. */
export function textPixels(text: string): number {
  let width = 0
  for (const character of text) width += character.charCodeAt(0) > 0x2e80 ? 12 : 7.4
  return width
}

/** The text, or as much of its beginning as fits. */
export function fitText(text: string, width: number): string {
  if (textPixels(text) <= width) return text
  let fitting = [...text.slice(0, 200)]
  while (fitting.length > 1 && textPixels(`${fitting.join('')}…`) > width) fitting = fitting.slice(0, -1)
  return `${fitting.join('')}…`
}

const english = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 3월, Mar; on a phone 3, M. */
export function monthName(month: number, { language, narrow }: Canvas): string {
  if (language === 'ko') return narrow ? String(month) : `${month}월`
  const name = english[month - 1]!
  return narrow ? name.slice(0, 1) : name
}
