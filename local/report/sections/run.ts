import { formatDollars } from '../../../functions/run/cost.ts'
import { kstTime } from '../../../functions/runtime/kst.ts'
import { duration } from '../../terminal/wording.ts'
import { renderFigure } from '../charts/figure.ts'
import { drawGantt, engines } from '../charts/gantt.ts'
import { drawRanking } from '../charts/ranking.ts'
import type { RunReport } from '../data/report-data.ts'
import type { Html } from '../html/html.ts'

/** How the run went, and what it cost. */
export function renderRun(run: RunReport | null): Html[] {
  if (!run) return []
  return [run.timeline.length > 0 && renderTimeline(run), run.costs.length > 0 && renderCosts(run)].filter(
    (part) => part !== false,
  )
}

function renderTimeline({ execution, key, startedAt, seconds: total, timeline }: RunReport): Html {
  const subject = key ?? execution
  const when = kstTime(startedAt).slice(0, 16)
  const engineName = (engine: string) => engines.find((each) => each.engine === engine)!.name
  return renderFigure({
    id: 'run',
    wide: true,
    title: ['마지막 실행', 'The last run'],
    note: [`${subject}, ${when} KST, ${duration(total)}`, `${subject}, ${when} KST, ${duration(total)}`],
    draw: (canvas) => drawGantt(timeline, canvas),
    table: {
      columns: [
        { name: ['상태 또는 스테이지', 'State or stage'] },
        { name: ['엔진', 'Engine'] },
        { name: ['시작 (초)', 'From (s)'], numeric: true },
        { name: ['걸린 시간 (초)', 'Took (s)'], numeric: true },
      ],
      rows: timeline.map((bar) => [
        bar.label,
        engineName(bar.engine),
        bar.from.toFixed(2),
        (bar.to - bar.from).toFixed(2),
      ]),
    },
  })
}

function renderCosts({ costs }: RunReport): Html {
  const total = costs.reduce((sum, item) => sum + item.dollars, 0)
  return renderFigure({
    id: 'cost',
    wide: true,
    title: ['구성 요소별 비용', 'Cost by component'],
    note: [
      `AWS 정가 추정, 합계 ${formatDollars(total)}`,
      `Estimated at AWS list prices, ${formatDollars(total)} in all`,
    ],
    draw: (canvas) =>
      drawRanking(
        costs.map((item) => ({
          name: [item.component, item.component],
          value: item.dollars,
          text: [formatDollars(item.dollars), formatDollars(item.dollars)],
        })),
        canvas,
      ),
    table: {
      columns: [
        { name: ['구성 요소', 'Component'] },
        { name: ['사용량', 'Used'] },
        { name: ['달러', 'Dollars'], numeric: true },
      ],
      rows: costs.map((item) => [item.component, item.detail, formatDollars(item.dollars)]),
    },
  })
}
