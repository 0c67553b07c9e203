import type { Sales } from '../data/sales.ts'
import { growth, shortWon } from '../html/format.ts'
import type { Canvas, Drawing } from './render.ts'
import { axisText, barSeries, colour, monthName, nameAxis, valueAxis } from './style.ts'

/** Amount of each month with its growth over the month before. */
export function drawMonths(months: Sales['months'], canvas: Canvas): Drawing {
  return drawColumns(
    months.map(({ month }) => monthName(month, canvas)),
    months,
    canvas,
  )
}

/** Amount of each quarter with its growth over the quarter before. */
export function drawQuarters(quarters: Sales['quarters'], canvas: Canvas): Drawing {
  const nameQuarter = (quarter: number) => (canvas.language === 'ko' ? `${quarter}분기` : `Q${quarter}`)
  return drawColumns(
    quarters.map(({ quarter }) => nameQuarter(quarter)),
    quarters,
    canvas,
  )
}

function drawColumns(
  names: string[],
  values: readonly { amount: number; growth: number | null }[],
  { language, narrow }: Canvas,
): Drawing {
  const label = {
    show: !narrow || names.length <= 6,
    position: 'top',
    fontSize: 11,
    color: colour.muted,
    formatter: ({ dataIndex }: { dataIndex: number }) => {
      const change = values[dataIndex]?.growth ?? null
      return change === null ? '' : growth(change)
    },
  }
  return {
    height: narrow ? 220 : 280,
    option: {
      grid: { left: narrow ? 46 : 58, right: 8, top: 28, bottom: 28 },
      xAxis: { ...nameAxis, data: names, axisLabel: { ...axisText, interval: 0 } },
      yAxis: {
        ...valueAxis,
        axisLabel: { ...axisText, formatter: (value: number) => shortWon(value, language) },
      },
      series: [
        {
          ...barSeries,
          barWidth: '58%',
          barMaxWidth: 64,
          itemStyle: { color: colour.primary, borderRadius: [3, 3, 0, 0] },
          label,
          data: values.map(({ amount }) => amount),
        },
      ],
    },
  }
}
