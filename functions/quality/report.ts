import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import parquet from 'parquetjs-lite'
import { findTable } from '../../hive/contract.ts'
import type { Column } from '../../hive/table.ts'
import { kstDay, kstMoment } from '../runtime/kst.ts'
import { qualityReportKey } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import type { CheckOutcome } from './judge.ts'

const table = findTable('quality_report')

const parquetTypes: Record<Column['type'], string> = {
  STRING: 'UTF8',
  INT: 'INT32',
  BIGINT: 'INT64',
  DOUBLE: 'DOUBLE',
  DATE: 'DATE',
}

/** Writes the outcomes of an upload's checks into quality_report; returns the object's key. */
export async function writeQualityReport(
  store: ObjectStore,
  upload: Upload,
  outcomes: readonly CheckOutcome[],
  checkedAt: Date,
): Promise<string> {
  const key = qualityReportKey(upload.id, kstDay(upload.uploadedAt))
  await store.put(key, await encodeReport(upload, outcomes, checkedAt))
  return key
}

/** The report as Parquet bytes: the contract's columns, Snappy, sorted by the table's keys. */
export async function encodeReport(
  upload: Upload,
  outcomes: readonly CheckOutcome[],
  checkedAt: Date,
): Promise<Buffer> {
  const fields = table.columns.map(({ name, type }) => [
    name,
    { type: parquetTypes[type], optional: true, compression: 'SNAPPY' },
  ])
  const out = new PassThrough()
  const bytes = buffer(out)
  const writer = await parquet.ParquetWriter.openStream(
    new parquet.ParquetSchema(Object.fromEntries(fields)),
    out,
  )
  for (const outcome of outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    await writer.appendRow(reportRow(upload, outcome, checkedAt))
  await writer.close()
  return bytes
}

function reportRow(upload: Upload, outcome: CheckOutcome, checkedAt: Date): Record<string, unknown> {
  const { category, name, status, issueCount, issueRatio, detail } = outcome
  return {
    upload_id: upload.id,
    source_key: upload.key,
    check_category: category,
    check_name: name,
    status,
    // parquetjs takes only what is not null for given
    ...(issueCount !== null && { issue_count: issueCount }),
    ...(issueRatio !== null && { issue_ratio: issueRatio }),
    detail,
    checked_at: kstMoment(checkedAt),
  }
}
