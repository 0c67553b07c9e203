import type { Sales } from '../data/sales.ts'
import { shortCount } from '../html/format.ts'
import { inLanguage, nameOf } from '../html/words.ts'
import type { Canvas, Drawing } from './render.ts'
import { axisText, barSeries, colour, nameAxis, topLegend, valueAxis } from './style.ts'

const slots = [
  { slot: '심야', colour: colour.series[3] },
  { slot: '오전', colour: colour.series[1] },
  { slot: '오후', colour: colour.series[0] },
  { slot: '저녁', colour: colour.series[2] },
] as const

/** Transactions of each hour, coloured by time slot. */
export function drawHours(hours: Sales['hours'], { language, narrow }: Canvas): Drawing {
  const day = Array.from({ length: 24 }, (_, hour) => hours.find((row) => row.hour === hour))
  return {
    height: narrow ? 230 : 280,
    option: {
      grid: { left: narrow ? 42 : 54, right: 8, top: 36, bottom: 28 },
      legend: topLegend,
      xAxis: {
        ...nameAxis,
        data: day.map((_, hour) => String(hour)),
        axisLabel: {
          ...axisText,
          interval: narrow ? 5 : 2,
          formatter: (hour: string) => (language === 'ko' ? `${hour}시` : `${hour}:00`),
        },
      },
      yAxis: {
        ...valueAxis,
        axisLabel: { ...axisText, formatter: (value: number) => shortCount(value, language) },
      },
      series: slots.map(({ slot, colour: color }) => ({
        ...barSeries,
        name: inLanguage(nameOf(slot), language),
        stack: 'hours',
        barWidth: '66%',
        color,
        itemStyle: { borderRadius: [2, 2, 0, 0] },
        data: day.map((row) => (row?.slot === slot ? row.count : null)),
      })),
    },
  }
}
