import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quotePath, scriptSettings, viewStored } from '../spark/session.ts'
import {
  benchmarkColumns,
  categoryMaster,
  dayFilter,
  type FolderLayout,
  fileCounts,
  layouts,
  scanSelect,
} from './variants.ts'

interface SparkBenchmark {
  /** Files of the year, as `s3://` paths. */
  files: string[]
  /** Folder without a slash at its end; emptied before. */
  output: string
  /** A day that has rows. */
  day: string
}

/** A test and the statements it measures. */
interface Test {
  name: string
  /** Select list and FROM of a query whose answer is kept with the time; it has a row_count. */
  query?: string
  /** Statements that are measured after the mark. */
  statements?: string[]
  /** Statements that come before and are not measured. */
  before?: string[]
}

const layoutTests = (output: string, day: string): Test[] =>
  (Object.keys(layouts) as FolderLayout[]).flatMap((layout): Test[] => {
    const { columns } = layouts[layout]
    const by = columns.length ? `PARTITIONED BY (${columns.join(', ')})` : ''
    const place = quotePath(`${output}/${layout}`, "'")
    return [
      {
        name: `write_${layout}`,
        statements: [
          `CREATE TABLE by_${layout} USING parquet ${by} LOCATION ${place} AS SELECT * FROM rows;`,
        ],
      },
      {
        name: `one_day_${layout}`,
        query: `${scanSelect} FROM by_${layout} WHERE ${dayFilter(layout, day)}`,
      },
    ]
  })

const aggregate = (from: string) =>
  `SUM(txn_count) AS row_count FROM (SELECT merchant, category, COUNT(*) AS txn_count, SUM(amount) AS total_amount FROM ${from} GROUP BY merchant, category)`

const joined = (hint: string) =>
  `/*+ ${hint}(master) */ COUNT(*) AS row_count, COUNT(DISTINCT master.category_group) AS category_groups FROM rows JOIN master ON master.category = rows.category`

const tests = ({ output, day }: SparkBenchmark): Test[] => [
  { name: 'csv_read', query: `${scanSelect} FROM csv_rows` },
  { name: 'parquet_read', query: `${scanSelect} FROM rows` },
  ...layoutTests(output, day),
  { name: 'cache_off_1', query: aggregate('rows') },
  { name: 'cache_off_2', query: aggregate('rows') },
  { name: 'cache_on_1', before: ['CACHE LAZY TABLE kept AS SELECT * FROM rows;'], query: aggregate('kept') },
  { name: 'cache_on_2', query: aggregate('kept') },
  { name: 'join_sort_merge', before: ['UNCACHE TABLE kept;'], query: joined('MERGE') },
  { name: 'join_broadcast', query: joined('BROADCAST') },
  ...fileCounts.map((count): Test => {
    const place = quotePath(`${output}/repartition_${count}`, "'")
    return {
      name: `repartition_${count}`,
      statements: [
        `INSERT OVERWRITE DIRECTORY ${place} USING parquet SELECT /*+ REPARTITION(${count}) */ * FROM rows;`,
      ],
    }
  }),
]

const schema = benchmarkColumns.map(({ name, type }) => `${name} ${type}`).join(', ')

const prepare = ({ files, output }: SparkBenchmark): string[] => [
  viewStored('units', partitionedTxn.columns, files),
  `CREATE OR REPLACE TEMPORARY VIEW source AS
SELECT *, CAST(YEAR(txn_date) AS INT) AS txn_year, CAST(MONTH(txn_date) AS INT) AS txn_month
FROM units;`,
  `INSERT OVERWRITE DIRECTORY ${quotePath(`${output}/csv`, "'")} USING csv OPTIONS (header 'true') SELECT * FROM source;`,
  `INSERT OVERWRITE DIRECTORY ${quotePath(`${output}/parquet`, "'")} USING parquet SELECT * FROM source;`,
  `CREATE TEMPORARY VIEW csv_rows (${schema}) USING csv OPTIONS (path ${quotePath(`${output}/csv`, "'")}, header 'true');`,
  `CREATE TEMPORARY VIEW rows USING parquet OPTIONS (path ${quotePath(`${output}/parquet`, "'")});`,
  `CREATE TEMPORARY VIEW master AS SELECT * FROM VALUES
  ${categoryMaster.map(([name, group]) => `('${name}', '${group}')`).join(', ')} AS master(category, category_group);`,
]

/**
 * One script for spark-sql that runs every test once. Each test notes the moment it begins in a small table kept in memory;
 * the next one's beginning is its end. All notes go to `<output>/notes`.
 */
export function renderSparkBenchmark(benchmark: SparkBenchmark): string {
  const all = [...tests(benchmark), { name: 'end' }]
  const note = ({ name, query = 'CAST(0 AS BIGINT) AS row_count' }: Test, index: number) => {
    const [, hint = '', list] = /^(\/\*\+.*?\*\/ )?([\s\S]*)$/.exec(query)!
    return `CACHE TABLE note_${index} AS SELECT ${hint}'${name}' AS test_name, unix_millis(current_timestamp()) AS started, ${list};`
  }
  const statements = all.flatMap((test: Test, index) => [
    ...(test.before ?? []),
    note(test, index),
    ...(test.statements ?? []),
  ])
  const notes = all.map(
    (_, index) => `SELECT test_name, started, CAST(row_count AS BIGINT) AS row_count FROM note_${index}`,
  )
  return [
    '-- Measures one year on Spark: formats, layouts, cache, joins, numbers of files; run with spark-sql -f.',
    ...scriptSettings,
    ...prepare(benchmark),
    ...statements,
    `INSERT OVERWRITE DIRECTORY ${quotePath(`${benchmark.output}/notes`, "'")} USING parquet\n${notes.join('\nUNION ALL\n')};\n`,
  ].join('\n\n')
}
