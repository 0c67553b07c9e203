import { type QualityCheck, qualityChecks } from '../../hive/checks.ts'
import { hiveName, tables } from '../../hive/contract.ts'
import { contractColumns, inputColumns } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import type { Column, Table } from '../../hive/table.ts'
import { anchor, codeList, plain, table } from './markdown.ts'

const grains: Record<Table['grain'], string> = {
  unit: 'month (day)',
  year: 'year',
  upload: 'upload',
  run: 'benchmark run',
}

/** The text of docs/tables.md: the data contract for people, whole. */
export function renderTablesDocument(): string {
  return [
    '# The tables',
    'Generated from [`hive/contract.ts`](../hive/contract.ts), [`hive/checks.ts`](../hive/checks.ts) and ' +
      '[`hive/policy.ts`](../hive/policy.ts) by `npm run docs`: change it there.',
    conventions,
    '## Input columns',
    'A CSV file has these columns in any order. Extra columns are accepted with a warning and not carried.',
    columnTable(contractColumns),
    'A [source](input.md#sources) may have these besides:',
    columnTable(inputColumns.filter((column) => !contractColumns.includes(column))),
    '## All tables',
    overview(),
    ...tables.map(describeTable),
    '## As snapshots',
    snapshots,
    '## The quality checks',
    `Every upload is judged by ${qualityChecks.length} checks; all are reported in \`quality_report\`, passed ones too. ` +
      'Any FAIL rejects the upload, any WARN is reported with it. The share is of the rows of the upload, malformed lines included.',
    table(['check', 'kind', 'looks at', 'what counts', 'WARN', 'FAIL'], qualityChecks.map(checkRow)),
    '## What can be configured',
    'All of it stands in [`hive/policy.ts`](../hive/policy.ts); change a value, then `npm run up` (or deploy) again.',
    table(['setting', 'value'], settings()),
  ]
    .join('\n\n')
    .concat('\n')
}

const conventions = `- Types are Hive's. There is no TIMESTAMP anywhere: Hive 3, Spark and Athena disagree on it.
- Every partition is one object, \`<table>/<partitions>/part-0.parquet\` (Parquet, Snappy); \`quality_report\` and
  \`quarantined_txn\` have one per upload, \`benchmark_report\` one per run. With \`grain=day\` a month of \`partitioned_txn\` and \`daily_summary\` has one a day, \`part-07.parquet\`.
- Partition columns stand in the path and not in the file. A row without a region is in \`region=미상\`
  (unknown), a text and no NULL; in the other tables \`region\` is NULL.
- pandas, polars, pyarrow, fastparquet, DuckDB and hyparquet read every table whole with their defaults
  ([readers.test.ts](../test/readers/readers.test.ts)). fastparquet 2026.9.0 loses text where one file of a column is
  dictionary-encoded and another is not, as when months differ much in size: give pandas \`engine="pyarrow"\`, its default.
- Distinct cards are counted by \`COALESCE(card_token, card_no)\`: by the token where the sender gives one, else by the masked text
  as sent. With four visible digits there are 10,000 masked texts: counts of cards end there, however many cards there are. Tokens
  have no such end; a card that some senders name by token and others by mask counts once for each.
- Counts, sums and distincts are over approved transactions unless a comment says otherwise. Amounts are won (KRW).
- Times are Korean wall time (KST). The table's name is its prefix in the output bucket; a \`/\` becomes a \`_\` in Hive.`

const snapshots = `Every table but \`quality_report\`, \`quarantined_txn\` and \`benchmark_report\` is an Apache Iceberg table too, \`_iceberg/<Hive name>/\` in the
output bucket, with the same rows. What a reader sees while files are published:

| reads | plain prefix | snapshots |
| --- | --- | --- |
| an object in one request | one state of it | one state of it |
| an object in several requests | perhaps two states; it should read again when the ETag changed | one state of it |
| a table | some objects before and some after a run, perhaps | one state of the table, however long it reads |
| several tables | each as above | one state of each; all of one round when read as of one |
| the past | no | the rounds that are kept |

A snapshot's id is the number of the round that made it, also in its summary as \`card-pipeline.round\`. A table that a round did not
change keeps its snapshot; \`_iceberg/rounds/<round>.json\` names, for one round, the snapshot of every table. \`npm run query\` reads
all tables of the newest round, \`npm run query -- --as-of 2026-11-01 "SQL"\` of the last one of that day, with no extension.

- **Athena**, and who else finds tables in Glue: \`daily_summary_snapshots\` beside \`daily_summary\`.
- **Spark** with Iceberg's runtime: [\`hive/snapshots.spark.sql\`](../hive/snapshots.spark.sql) at the start of a session.
- **Impala**: [\`hive/snapshots.impala.sql\`](../hive/snapshots.impala.sql), written after its documentation and not tried.
- **DuckDB** with its extension, and everything else that is given a path: \`metadata/v<N>.metadata.json\` with the N in
  \`metadata/version-hint.text\`.
- **PyIceberg**: from Glue's catalog, or \`StaticTable.from_metadata("s3://BUCKET/_iceberg/quarterly_card_type/metadata/v12.metadata.json")\`.

\`\`\`sql
-- Spark (in Athena quarterly_card_type_snapshots, in Impala besides FOR SYSTEM_VERSION AS OF 12)
SELECT * FROM snapshots.quarterly_card_type FOR VERSION AS OF 12;
SELECT * FROM snapshots.quarterly_card_type FOR TIMESTAMP AS OF TIMESTAMP '2026-11-01 18:00:00';
-- DuckDB
SELECT * FROM iceberg_scan('s3://BUCKET/_iceberg/quarterly_card_type/metadata/v12.metadata.json', snapshot_from_id = 12);
\`\`\`

[\`hive/snapshot-queries.sql\`](../hive/snapshot-queries.sql) has questions to the past. Snapshots are only for reading: the
pipeline writes each from its own catalog, and what somebody else commits is gone with the next.`

const overview = () =>
  table(
    ['table', 'in Hive', 'one row per', 'partitions', 'one object covers a'],
    tables.map((each) => [
      `[\`${each.name}\`](#${anchor(each.name)})`,
      `\`${hiveName(each)}\``,
      grainOf(each),
      codeList(each.partitions.map(({ name }) => name)),
      coverage(each),
    ]),
  )

/** Quarters and regions split a year's object further. */
function coverage({ grain, partitions }: Table): string {
  const finer = partitions.map(({ name }) => name).find((name) => name === 'txn_quarter' || name === 'region')
  return finer ? `${finer.replace('txn_', '')} of a ${grains[grain]}` : grains[grain]
}

const grainOf = ({ comment }: Table) => comment.replace(/^One row per /, '')

function describeTable(each: Table): string {
  return [
    `### ${each.name}`,
    `${each.comment}. Sorted by ${codeList(each.sortKeys)}. DDL: [\`hive/${hiveName(each)}.sql\`](../hive/${hiveName(each)}.sql).`,
    columnTable(each.columns, each.partitions),
  ].join('\n\n')
}

const columnTable = (columns: readonly Column[], partitions: readonly Column[] = []) =>
  table(
    ['column', 'type', 'comment'],
    [
      ...columns.map(({ name, type, comment }) => [`\`${name}\``, type, plain(comment)]),
      ...partitions.map(({ name, type, comment }) => [
        `\`${name}\``,
        type,
        `**partition**: ${plain(comment)}`,
      ]),
    ],
  )

const looksAt: Record<QualityCheck['level'], string> = {
  row: 'each row',
  read: 'each row',
  set: 'all rows',
  file: 'the file',
}

const checkRow = (check: QualityCheck) => [
  `\`${check.name}\``,
  check.category,
  looksAt[check.level],
  plain(check.counts),
  check.warnAbove === check.failAbove ? '–' : threshold(check.warnAbove),
  threshold(check.failAbove),
]

const threshold = (percent?: number) =>
  percent === undefined ? '–' : percent === 0 ? 'any' : `over ${percent} %`

const settings = () =>
  Object.entries(policy).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => [`\`${group}.${name}\``, show(value)]),
  )

const show = (value: number | readonly string[]) =>
  typeof value !== 'number' ? value.join(', ') : value < 10_000 ? String(value) : value.toLocaleString('en')
