import { createHash } from 'node:crypto'
import { showsCardNumber } from '../masking/card-numbers.ts'
import { maskDigits } from '../masking/masking.ts'

/** One version of an object, from an event with its HEAD or from a ListObjectVersions answer. */
interface ObjectVersion {
  bucket: string
  /** Decoded object key. */
  key: string
  versionId: string
  lastModified: Date
}

interface UploadIdentity {
  /** The object's key; masked when it shows a card number, which is then refused and may stand nowhere. */
  key: string
  cardInKey?: true
  /** Name of the upload and of its execution: `[A-Za-z0-9_-]`, at most 72 characters. */
  id: string
  /** Sorts in the order in which versions replace each other, across keys too. */
  order: string
  /** ISO 8601 UTC, whole seconds. */
  uploadedAt: string
}

/** What of a ListObjectVersions entry decides a version's rank. Listed newest first within a key, as S3 does. */
export interface ListedVersion {
  key: string
  /** True when the key has this version now, false when it was replaced or deleted since. */
  latest: boolean
  versionId: string
  lastModified: Date
  etag: string
  bytes: number
}

interface RankedVersion extends ListedVersion {
  /** Number of older versions of the key stored within the same second. */
  rank: number
}

/** A key as it may be written anywhere: what shows a card number is masked. */
export const showKey = (key: string): string => (showsCardNumber(key) ? maskDigits(key) : key)

/** Key, id, order and moment of an upload; the same from an event and from a listing. */
export function identifyUpload(version: ObjectVersion, rank: number): UploadIdentity {
  const { bucket, versionId } = version
  const key = showKey(version.key)
  const hash = createHash('sha256').update(`${bucket}\0${key}\0${versionId}`).digest('hex').slice(0, 16)
  const uploadedAt = wholeSeconds(version.lastModified)
  return {
    key,
    ...(key !== version.key && { cardInKey: true }),
    id: `${slugOf(key)}-${hash}`,
    order: `${uploadedAt} ${String(rank).padStart(6, '0')} ${key}`,
    uploadedAt,
  }
}

/** The whole second of an order, by which it sorts first. */
export const momentOf = (order: string) => order.split(' ')[0]!

/** Order of a retraction: before every upload stored in the same second, so that no upload is lost to a tie. */
export const retractionOrder = (lastModified: Date) => wholeSeconds(lastModified)

/**
 * Ranks listed versions. Only versions of the same second are counted, because HEAD and listings agree to the second
 * and because expiring old versions must not change the rank of those that stay.
 */
export function rankVersions(versions: readonly ListedVersion[]): RankedVersion[] {
  const older = new Map<string, number>()
  const ranked: RankedVersion[] = []
  for (const version of versions.toReversed()) {
    const moment = `${wholeSeconds(version.lastModified)} ${version.key}`
    const rank = older.get(moment) ?? 0
    older.set(moment, rank + 1)
    ranked.push({ ...version, rank })
  }
  return ranked.reverse()
}

// HEAD answers in whole seconds, listings in milliseconds: cut, never round
const wholeSeconds = (moment: Date) => `${moment.toISOString().slice(0, 19)}Z`

function slugOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).replace(/(\.csv)?(\.gz)?$/i, '')
  const slug = name
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 55)
    .replace(/^[-_]+|[-_]+$/g, '')
  return slug || 'upload'
}

/** An order's place among the versions of its key, as a number: whole seconds and rank; a retraction is before rank 0. */
export function placeOf(order: string): number {
  const [moment, rank] = order.split(' ')
  return Date.parse(moment!) * 1000 + (rank === undefined ? 0 : Number(rank) + 1)
}

/** Names of an upload's runs, in the order they are used: its id, then `<id>-r1`, `<id>-r2`, … */
export const runName = (id: string, run: number) => (run === 0 ? id : `${id}-r${run}`)

/** Id of the upload a run was started for. */
export const uploadOf = (run: string) => run.replace(/-r[0-9]+$/, '')

/** Which of its upload's runs one is, by its name; the first is 0. */
export const runNumber = (run: string) => Number(/-r([0-9]+)$/.exec(run)?.[1] ?? 0)
