import { policy } from '../../hive/policy.ts'
import { requiredColumns, type Source } from '../../hive/source.ts'
import { maskValue } from '../masking/masking.ts'
import { columnProblems, fill, headWarnings } from './head-reasons.ts'

interface ColumnComparison {
  /** The columns in the order of the file, those of the source by its own names for them. */
  columns: string[]
  /** Differences that refuse the file, a sentence each. */
  problems: string[]
  /** Differences that are accepted. */
  warnings: string[]
  /** First column that is wrong. */
  column?: string
}

/** Compares a header with what its source sends: order is free, extra columns are passed over, everything else must fit. */
export function compareColumns(header: readonly string[], source: Source): ColumnComparison {
  if (header.length > policy.limits.columns)
    return {
      columns: [...header],
      problems: [fill(columnProblems.many, { count: header.length, most: policy.limits.columns })],
      warnings: [],
    }
  const known = source.columns.map(({ name }) => name)
  const columns = header.map((name) => ownName(name, source) ?? name)
  const missing = requiredColumns(source).filter((name) => !columns.includes(name))
  const differing = new Map<number, string>()
  columns.forEach((column, index) => {
    const meant = missing.find((name) => name === plainName(column))
    if (meant) differing.set(index, meant)
  })
  const renamed = [...differing].map(([index, meant]) =>
    fill(columnProblems.renamed, { place: index + 1, name: maskValue(columns[index]!), meant }),
  )
  const absent = missing.filter((name) => ![...differing.values()].includes(name))
  const twice = [...new Set(columns.filter((name, index) => name !== '' && columns.indexOf(name) !== index))]
  const extra = columns.filter((name, index) => !known.includes(name) && !differing.has(index))
  const shown = extra.map((name) => (name === '' ? '(no name)' : maskValue(name)))
  const names = shown.slice(0, 20).join(', ')
  return {
    columns,
    problems: [
      ...(absent.length ? [fill(columnProblems.missing, { names: absent.join(', ') })] : []),
      ...renamed,
      ...(twice.length ? [fill(columnProblems.twice, { names: twice.map(maskValue).join(', ') })] : []),
      ...(absent.length && extra.length
        ? [fill(columnProblems.unknown, { source: titleOf(source), names })]
        : []),
    ],
    warnings: extra.length ? [fill(headWarnings.extra, { names })] : [],
    ...firstWrong(absent, differing, twice),
  }
}

/** The source in a sentence. */
export const titleOf = ({ name }: Source): string =>
  name === 'contract' ? 'the contract' : `the source ${name}`

/** What the source calls a column of a header, or undefined when it is none of its own. */
function ownName(column: string, { columns, layout }: Source): string | undefined {
  const same = (name: string) =>
    layout.header === 'loose' ? loosely(name) === loosely(column) : name === column
  return columns.find(({ name, aliases = [] }) => [name, ...aliases].some(same))?.name
}

const loosely = (name: string) => name.normalize('NFC').trim().toLowerCase()

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
