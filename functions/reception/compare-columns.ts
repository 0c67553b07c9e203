import { inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import { maskValue } from '../masking/masking.ts'

export interface ColumnComparison {
  /** Differences that refuse the file, a sentence each. */
  problems: string[]
  /** Differences that are accepted. */
  warnings: string[]
  /** First column that is wrong. */
  column?: string
}

/** Compares a header with the contract: order is free, extra columns are passed over, everything else must be exact. */
export function compareColumns(columns: readonly string[]): ColumnComparison {
  if (columns.length > policy.limits.columns)
    return {
      problems: [`${columns.length} columns; at most ${policy.limits.columns} are read`],
      warnings: [],
    }
  const missing = inputColumnNames.filter((name) => !columns.includes(name))
  const differing = new Map<number, string>()
  columns.forEach((column, index) => {
    const meant = missing.find((name) => name === plainName(column))
    if (meant) differing.set(index, meant)
  })
  const renamed = [...differing].map(
    ([index, meant]) => `column ${index + 1} is "${maskValue(columns[index]!)}", expected "${meant}"`,
  )
  const absent = missing.filter((name) => ![...differing.values()].includes(name))
  const twice = [...new Set(columns.filter((name, index) => name !== '' && columns.indexOf(name) !== index))]
  const extra = columns.filter((name, index) => !inputColumnNames.includes(name) && !differing.has(index))
  const shown = extra.map((name) => (name === '' ? '(no name)' : maskValue(name)))
  return {
    problems: [
      ...(absent.length ? [`missing: ${absent.join(', ')}`] : []),
      ...renamed,
      ...(twice.length ? [`more than once: ${twice.map(maskValue).join(', ')}`] : []),
      ...(absent.length && extra.length ? [`not in the contract: ${shown.slice(0, 20).join(', ')}`] : []),
    ],
    warnings: extra.length ? [`extra columns are not carried: ${shown.slice(0, 20).join(', ')}`] : [],
    ...firstWrong(absent, differing, twice),
  }
}

function firstWrong(absent: string[], differing: ReadonlyMap<number, string>, twice: string[]) {
  const column = absent[0] ?? [...differing.values()][0] ?? twice[0]
  return column === undefined ? {} : { column: maskValue(column) }
}

/** A name without what people write differently: case, surrounding spaces, spaces or hyphens for underscores. */
const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
