import type { Quality } from '../data/quality.ts'
import type { Canvas, Drawing } from './render.ts'
import { axisText, barSeries, colour, nameAxis, topLegend, valueAxis } from './style.ts'

const verdicts = [
  { name: 'PASS', key: 'pass', colour: colour.good },
  { name: 'WARN', key: 'warn', colour: colour.warn },
  { name: 'FAIL', key: 'fail', colour: colour.bad },
] as const

/** Uploads of each day by verdict. */
export function drawVerdicts(days: Quality['days'], { narrow }: Canvas): Drawing {
  return {
    height: narrow ? 200 : 230,
    option: {
      grid: { left: 36, right: 8, top: 36, bottom: 28 },
      legend: topLegend,
      xAxis: { ...nameAxis, data: days.map(({ day }) => day.slice(5)), axisLabel: axisText },
      yAxis: { ...valueAxis, minInterval: 1, axisLabel: axisText },
      series: verdicts.map((verdict) => ({
        ...barSeries,
        name: verdict.name,
        stack: 'uploads',
        barMaxWidth: 36,
        color: verdict.colour,
        data: days.map((day) => day[verdict.key] || null),
      })),
    },
  }
}
