import { type Both, inLanguage } from '../html/words.ts'
import type { Canvas, Drawing } from './render.ts'
import { axisText, barSeries, colour, fitText, nameAxis, textPixels } from './style.ts'

/** One bar of a ranking: its name, length, and the text at its end. */
interface RankedBar {
  name: Both
  value: number
  text: Both
}

/** Horizontal bars, the first on top; on a wide page at least `least` pixels high. */
export function drawRanking(
  bars: readonly RankedBar[],
  { language, narrow, width }: Canvas,
  least = 0,
): Drawing {
  const names = bars.map((bar) => inLanguage(bar.name, language))
  const texts = bars.map((bar) => inLanguage(bar.text, language))
  const left = Math.min(Math.max(...names.map(textPixels), 24) + 14, width * 0.34)
  const right = Math.max(...texts.map(textPixels), 24) + 12
  const label = {
    show: true,
    position: 'right',
    ...axisText,
    formatter: ({ dataIndex }: { dataIndex: number }) => texts[dataIndex],
  }
  return {
    height: narrow ? bars.length * 28 + 12 : Math.max(bars.length * 30 + 12, least),
    option: {
      grid: { left, right, top: 4, bottom: 4 },
      xAxis: { type: 'value', show: false, min: 0 },
      yAxis: {
        ...nameAxis,
        inverse: true,
        data: names.map((name) => fitText(name, left - 13)),
        axisLine: { show: false },
        axisLabel: { ...axisText, color: colour.ink, interval: 0 },
      },
      series: [
        {
          ...barSeries,
          barWidth: narrow ? 14 : 16,
          itemStyle: { color: colour.primary, borderRadius: [0, 3, 3, 0] },
          label,
          data: bars.map((bar) => bar.value),
        },
      ],
    },
  }
}
