import type { DuckDBConnection } from '@duckdb/node-api'

const numberTypes = /^(BIGINT|HUGEINT|DECIMAL|U[A-Z]*INT)/

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
