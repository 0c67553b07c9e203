import { count, duration, size } from '../../terminal/wording.ts'
import { renderFigure } from '../charts/figure.ts'
import { drawRanking } from '../charts/ranking.ts'
import type { Measurement } from '../data/benchmark.ts'
import type { Html } from '../html/html.ts'

/** The newest benchmark of each engine. */
export function renderBenchmark(measurements: readonly Measurement[]): Html[] {
  return [...new Set(measurements.map((row) => row.engine))].map((engine) => {
    const own = measurements.filter((row) => row.engine === engine)
    return renderFigure({
      id: `benchmark-${engine === 'spark' ? 'spark' : 'duckdb'}`,
      wide: true,
      title: [`벤치마크 · ${engine}`, `Benchmark · ${engine}`],
      note: [`${own[0]!.day} 측정, 짧을수록 빠름`, `Measured ${own[0]!.day}, shorter is faster`],
      draw: (canvas) =>
        drawRanking(
          own.map((row) => ({
            name: [row.test, row.test],
            value: row.seconds,
            text: [duration(row.seconds), duration(row.seconds)],
          })),
          canvas,
        ),
      table: {
        columns: [
          { name: ['측정', 'Measured'] },
          { name: ['초', 'Seconds'], numeric: true },
          { name: ['행', 'Rows'], numeric: true },
          { name: ['크기', 'Size'], numeric: true },
          { name: ['파일', 'Files'], numeric: true },
          { name: ['설명', 'Detail'] },
        ],
        rows: own.map((row) => [
          row.test,
          duration(row.seconds),
          row.rows === null ? null : count(row.rows),
          row.bytes === null ? null : size(row.bytes),
          row.files,
          row.detail,
        ]),
      },
    })
  })
}
