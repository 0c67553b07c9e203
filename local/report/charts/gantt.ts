import { duration } from '../../terminal/wording.ts'
import type { Bar, BarEngine } from '../data/timeline.ts'
import { type Both, inLanguage } from '../html/words.ts'
import type { Canvas, Drawing } from './render.ts'
import { axisText, barSeries, colour, fitText, nameAxis, topLegend, valueAxis } from './style.ts'

/** Engines in the order of the legend. */
export const engines: readonly { engine: BarEngine; name: Both; colour: string }[] = [
  { engine: 'light', name: ['Lambda', 'Lambda'], colour: colour.series[1] },
  { engine: 'duckdb', name: ['DuckDB', 'DuckDB'], colour: colour.series[0] },
  { engine: 'emr', name: ['EMR · Spark', 'EMR · Spark'], colour: colour.series[2] },
  { engine: 'wait', name: ['대기', 'Waiting'], colour: colour.muted },
]

/** When each state, chunk and stage of a run ran. */
export function drawGantt(bars: readonly Bar[], { language, narrow }: Canvas): Drawing {
  const used = engines.filter(({ engine }) => bars.some((bar) => bar.engine === engine))
  const axisLabel = { ...axisText, color: colour.ink, fontSize: 11, interval: 0 }
  return {
    height: bars.length * (narrow ? 20 : 22) + 72,
    option: {
      grid: { left: narrow ? 104 : 150, right: narrow ? 48 : 60, top: 38, bottom: 30 },
      legend: { ...topLegend, data: used.map(({ name }) => inLanguage(name, language)) },
      xAxis: { ...valueAxis, axisLabel: { ...axisText, formatter: (value: number) => `${value} s` } },
      yAxis: {
        ...nameAxis,
        inverse: true,
        axisLine: { show: false },
        data: bars.map((bar) => fitText(bar.label, narrow ? 98 : 140)),
        axisLabel,
      },
      series: [
        {
          ...barSeries,
          stack: 'run',
          itemStyle: { color: 'transparent' },
          data: bars.map((bar) => bar.from),
        },
        ...used.map((engine) => drawEngine(bars, engine, language)),
      ],
    },
  }
}

function drawEngine(
  bars: readonly Bar[],
  { engine, name, colour: color }: (typeof engines)[number],
  language: Canvas['language'],
) {
  const length = (bar: Bar) => Math.max(bar.to - bar.from, 0.001)
  return {
    ...barSeries,
    name: inLanguage(name, language),
    stack: 'run',
    barWidth: 12,
    color,
    itemStyle: { borderRadius: 2 },
    label: {
      show: true,
      position: 'right',
      fontSize: 11,
      color: colour.muted,
      formatter: ({ value }: { value?: number | null }) => (value ? duration(value) : ''),
    },
    data: bars.map((bar) => (bar.engine === engine ? length(bar) : null)),
  }
}
