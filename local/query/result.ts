import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api'
import { writeCommand } from '../../functions/run/advice.ts'
import { CommandError } from '../terminal/command-error.ts'

export type Cell = string | number | boolean | null

/** Rows of one statement, in plain values. */
export interface Result {
  columns: string[]
  /** True for columns of numbers. */
  numeric: boolean[]
  rows: Cell[][]
}

const numberTypes = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U[A-Z]*INT|FLOAT|DOUBLE|DECIMAL)/

/** Runs the statements of an SQL text one after the other. Throws CommandError with DuckDB's message. */
export async function* runStatements(connection: DuckDBConnection, sql: string): AsyncGenerator<Result> {
  try {
    const statements = await connection.extractStatements(sql)
    for (let index = 0; index < statements.count; index++) {
      const prepared = await statements.prepare(index)
      yield toResult(await prepared.runAndReadAll())
    }
  } catch (error) {
    throw new CommandError(
      (error as Error).message.trim(),
      `${writeCommand('query')} lists the tables; ${writeCommand('query', 'TABLE')} shows the columns of one`,
    )
  }
}

function toResult(reader: DuckDBResultReader): Result {
  const numeric = reader.columnTypes().map((type) => numberTypes.test(String(type)))
  const rows = reader.getRowsJson().map((row) => row.map((value, index) => toCell(value, numeric[index]!)))
  return { columns: reader.deduplicatedColumnNames(), numeric, rows }
}

/** Numbers that JavaScript cannot hold exactly stay texts; lists and structs become JSON. */
function toCell(value: unknown, numeric: boolean): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'object') return JSON.stringify(value)
  if (!numeric || typeof value !== 'string') return value as Cell
  const number = Number(value)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number
}

/** Rows of a query as objects; every number a JavaScript number, dates as `yyyy-MM-dd`. */
export async function rowsOf<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql)
  const types = reader.columnTypes().map(String)
  const numbers = reader.columnNames().filter((_, at) => numberTypes.test(types[at]!))
  return reader.getRowObjectsJson().map((row) => {
    const converted: Record<string, unknown> = { ...row }
    for (const name of numbers) if (row[name] !== null) converted[name] = Number(row[name])
    return converted as Row
  })
}
