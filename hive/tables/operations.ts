import { bigint, double, int, runDate, string, type Table } from '../table.ts'

const qualityReport: Table = {
  name: 'quality_report',
  job: 'quality',
  grain: 'upload',
  comment: 'One row per quality check of an upload, passed checks included',
  columns: [
    string('upload_id', 'Upload the check was made on'),
    string('source_key', 'Object key of the upload in the input bucket'),
    string('check_category', 'Kind of check'),
    string('check_name', 'Name of the check'),
    string('status', 'PASS, WARN or FAIL'),
    bigint('issue_count', 'Rows (of duplicates: ids or payments) that the check counted'),
    double('issue_ratio', 'issue_count per row of the upload, percent with four decimals'),
    string('detail', 'What was found, for people'),
    string('checked_at', 'Moment of the check, ISO 8601 with +09:00'),
  ],
  partitions: [runDate('Day the upload was stored (KST), yyyy-MM-dd')],
  sortKeys: ['upload_id', 'check_name'],
  reconciles: null,
}

const quarantinedTxn: Table = {
  name: 'quarantined_txn',
  job: 'quality',
  grain: 'upload',
  comment: 'One row per row of an upload that a check keeps apart while the rest of it is published',
  columns: [
    string('upload_id', 'Upload the row came with'),
    string('source_key', 'Object key of the upload in the input bucket'),
    bigint('line', 'Line of the file, from 1'),
    string('check_name', 'First check that found it'),
    string('column_name', 'Column at fault'),
    string('detail', 'Value or flaw that the check found, masked'),
    string('raw_text', 'The line as it was sent, masked, its first 4,096 bytes'),
  ],
  partitions: [runDate('Day the upload was stored (KST), yyyy-MM-dd')],
  sortKeys: ['upload_id', 'line'],
  reconciles: null,
}

const benchmarkReport: Table = {
  name: 'benchmark_report',
  job: 'benchmark',
  grain: 'run',
  comment: 'One row per measured variant of a benchmark run',
  columns: [
    string('engine', 'duckdb or spark'),
    string('test_name', 'Measured variant'),
    double('elapsed_sec', 'Wall time, seconds'),
    bigint('row_count', 'Rows read or written'),
    bigint('bytes', 'Bytes read or written'),
    int('files', 'Files read or written'),
    string('detail', 'What was measured, for people'),
  ],
  partitions: [runDate('Day of the run (KST), yyyy-MM-dd')],
  sortKeys: ['engine', 'test_name'],
  reconciles: null,
}

export const operationsTables = [qualityReport, quarantinedTxn, benchmarkReport]
