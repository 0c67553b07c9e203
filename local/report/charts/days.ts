import type { Sales } from '../data/sales.ts'
import { shortWon } from '../html/format.ts'
import type { Canvas, Drawing } from './render.ts'
import { axisText, colour, monthName, nameAxis, topLegend, valueAxis } from './style.ts'

const line = { type: 'line', silent: true, symbol: 'none', emphasis: { disabled: true } }

/** Amount of each day, with the mean of the seven days up to it. */
export function drawDays(days: Sales['days'], canvas: Canvas): Drawing {
  const { language, narrow } = canvas
  const amounts = days.map(({ amount }) => amount)
  return {
    height: narrow ? 220 : 280,
    option: {
      grid: { left: narrow ? 46 : 58, right: 14, top: 36, bottom: 28 },
      legend: { ...topLegend, itemWidth: 18, itemHeight: 3, icon: 'rect' },
      xAxis: {
        ...nameAxis,
        boundaryGap: false,
        data: days.map(({ day }) => day),
        axisLabel: labelMonths(days, canvas),
      },
      yAxis: {
        ...valueAxis,
        axisLabel: { ...axisText, formatter: (value: number) => shortWon(value, language) },
      },
      series: [
        drawLine(language === 'ko' ? '하루' : 'Day', amounts, colour.soft, 1),
        drawLine(language === 'ko' ? '7일 평균' : '7-day mean', meanOfSeven(amounts), colour.primary, 2),
      ],
    },
  }
}

/** A label at the first day of a month; on a phone of a quarter. */
function labelMonths(days: Sales['days'], canvas: Canvas) {
  const month = (at: number) => Number(days[at]?.day.slice(5, 7))
  const isFirst = (at: number) => month(at) !== month(at - 1)
  return {
    ...axisText,
    interval: (at: number) => isFirst(at) && (!canvas.narrow || month(at) % 3 === 1),
    formatter: (day: string) => monthName(Number(day.slice(5, 7)), { ...canvas, narrow: false }),
  }
}

const drawLine = (name: string, data: number[], color: string, width: number) => ({
  ...line,
  name,
  color,
  lineStyle: { width, color },
  data,
})

function meanOfSeven(values: number[]): number[] {
  return values.map((_, at) => {
    const week = values.slice(Math.max(0, at - 6), at + 1)
    return Math.round(week.reduce((sum, value) => sum + value, 0) / week.length)
  })
}
