import type { Grain } from '../../jobs/stages.ts'

/** How an input object is packed. */
type Compression = 'none' | 'gzip'

/** One version of one object in the input bucket, as its run sees it. */
export interface Upload {
  /** Id and name of its execution: readable part and hash of bucket, key and version; `[A-Za-z0-9_-]`, at most 72 characters. */
  id: string
  bucket: string
  /** Decoded object key; masked when it shows a card number. */
  key: string
  /** True when the key shows a card number: the upload is refused, nothing of it is read. */
  cardInKey?: true
  versionId: string
  etag: string
  /** Bytes as stored. */
  bytes: number
  /** Sorts in the order in which versions replace each other: LastModified (ISO, seconds), version rank, key. */
  order: string
  /** ISO 8601 UTC moment the version was stored (from S3, not from a clock here). */
  uploadedAt: string
}

/** What a sender says of a file: how many rows it has and what their amounts add up to (won), or what is wrong with that. */
export interface ControlTotals {
  rows?: number
  amount?: number
  /** Of the object as stored, hexadecimal, small letters. */
  sha256?: string
  flaw?: string
}

/** What `on-upload` learnt from an object's head: how to read the rest. */
export interface InputFormat {
  /** Name of its source; absent for the contract. */
  source?: string
  compression: Compression
  /** Bytes of everything before the first data byte: the header line with its line end and byte order mark. Uncompressed. */
  headerBytes: number
  /** Physical lines of the same. */
  headerLines: number
  /** Byte after the last row where a trailer follows it; absent otherwise, and where the object must be unpacked to know. */
  dataEnd?: number
  /** What that trailer says. */
  trailer?: ControlTotals
  /** What the object's metadata says. */
  announced?: ControlTotals
  /** Column names in the order of the file, those of a source by its own names for them; extra columns included. */
  columns: string[]
  /** What its rows are staged by, as deployed when its run was started; absent in a run of an older version: month. */
  grain?: Grain
  /** For people: extra columns and other oddities that were accepted. */
  warnings: string[]
}

/** A byte range of an input object; gzip and whole-file conversions have one that covers everything. */
export interface Chunk {
  /** `00001` … `00500`, or `whole`. */
  name: string
  /** First byte; records that start before it belong to the previous chunk. */
  start: number
  /** Byte after the last. */
  end: number
}

/** Input of the state machine for an upload. */
export interface UploadRun {
  trigger: 'upload'
  upload: Upload
  format: InputFormat
  chunks: Chunk[]
}

/** Rows staged for one unit by one upload: exact input rows, the sum of amounts in won, and the files that hold them. */
export interface StagedUnit {
  rows: number
  amount: number
  files: string[]
}

/** What made rows of an upload's file: a source as it was then. */
export interface SourceVersion {
  name: string
  /** Of everything the source says. */
  hash: string
}

/** What an upload contributes, written once under its staging folder; `months` are units, `2024-03` or with grain=day `2024-03-07`. */
export interface Manifest {
  upload: string
  key: string
  order: string
  /** Absent in manifests of before there were sources. */
  source?: SourceVersion
  /** Lines of the file that are meant for rows, and those of them that are kept apart; absent likewise. */
  received?: number
  quarantined?: number
  rows: number
  amount: number
  months: Record<string, StagedUnit>
}
