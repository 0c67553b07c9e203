import { findTable } from '../../hive/contract.ts'
import { kstDay, kstMoment } from '../runtime/kst.ts'
import { qualityReportKey } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { encodeParquet } from './encode-parquet.ts'
import type { CheckOutcome } from './judge.ts'

const table = findTable('quality_report')

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

/** The report as Parquet bytes, sorted by the table's keys. */
async function encodeReport(
  upload: Upload,
  outcomes: readonly CheckOutcome[],
  checkedAt: Date,
): Promise<Buffer> {
  const sorted = outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return encodeParquet(
    table.columns,
    sorted.map((outcome) => reportRow(upload, outcome, checkedAt)),
  )
}

function reportRow(upload: Upload, outcome: CheckOutcome, checkedAt: Date): Record<string, unknown> {
  const { category, name, status, issueCount, issueRatio, detail } = outcome
  return {
    upload_id: upload.id,
    source_key: upload.key,
    check_category: category,
    check_name: name,
    status,
    issue_count: issueCount,
    issue_ratio: issueRatio,
    detail,
    checked_at: kstMoment(checkedAt),
  }
}
