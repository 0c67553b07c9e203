import { relative } from 'node:path'
import { writeCommand } from '../../functions/run/advice.ts'

/**
 * Writes the report anew after a run that changed something, and returns a line that says where it is. A report that
 * cannot be written fails nothing: the line says why.
 */
export async function refreshReport(): Promise<string> {
  try {
    // DuckDB and ECharts are loaded by a command that has a report to write
    const { writeReport } = await import('./write-report.ts')
    const report = await writeReport()
    return report ? `report: ${relative('', report.path)}` : 'report: nothing is published yet'
  } catch (error) {
    return `report: not written (${(error as Error).message}); ${writeCommand('report')} tries again`
  }
}
