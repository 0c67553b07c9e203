import { createRequire } from 'node:module'
import type { EChartsCoreOption } from 'echarts/core'
import { Html, showControls } from '../html/html.ts'
import type { Language } from '../html/words.ts'

// ECharts in one file: its six hundred modules would take every command that may write a report half a second to load
const { init } = createRequire(import.meta.url)('echarts') as typeof import('echarts')

/** What a chart is drawn for. */
export interface Canvas {
  language: Language
  /** True on a phone: fewer labels, less space. */
  narrow: boolean
  width: number
}

/** A chart for one canvas: what ECharts draws, and how high. */
export interface Drawing {
  option: EChartsCoreOption
  height: number
}

/** Draws a chart without a browser. Colours are CSS variables, so that the page's theme decides. */
export function renderSvg({ option, height }: Drawing, { width }: Canvas): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option })
    return new Html(showControls(shrink(chart.renderToSVGString())))
  } finally {
    chart.dispose()
  }
}

/** Leaves out what a still picture on a themed page does not need. */
function shrink(svg: string): string {
  return svg
    .replace(/<svg width="[0-9.]+" height="[0-9.]+"/, '<svg aria-hidden="true"')
    .replace(/ xmlns(:xlink)?="[^"]*"/g, '')
    .replace(/ (baseProfile|version|ecmeta_[a-z_]+)="[^"]*"/g, '')
    .replace(/font-family:inherit;?/g, '')
    .replace(/ xml:space="preserve"/g, '')
    .replace(/ style=""/g, '')
    .replace(/ (d|transform|x|y|points)="[^"]*"/g, (attribute) => attribute.replace(/(\.[0-9])[0-9]+/g, '$1'))
    .replace(/>\s+</g, '><')
}
