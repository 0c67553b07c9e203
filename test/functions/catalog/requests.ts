import type { PlanningPolicy, RetractRequest, UploadRequest } from '../../../functions/catalog/catalog.ts'

export const now = new Date('2024-06-01T00:00:00Z')
export const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

/** Heavy from 100 rows, claims of 15 minutes (an hour on a cluster), SQL version 'sql'. */
export const policy: PlanningPolicy = {
  grain: 'month',
  heavyRows: 100,
  emr: true,
  snapshots: false,
  sqlHash: () => 'sql',
  claimMillis: { lambda: 15 * 60_000, emr: 60 * 60_000 },
  stagesPerRound: 100,
}

export function upload(key: string, order: number, months: Record<string, number>): UploadRequest {
  const id = `${key}-${order}`
  const rows = Object.values(months).reduce((sum, count) => sum + count, 0)
  return { kind: 'upload', key, order: orderOf(order), upload: id, manifest: `m/${id}.json`, months, rows }
}

export const retract = (key: string, order: number): RetractRequest => ({
  kind: 'retract',
  key,
  order: orderOf(order),
})

export const orderOf = (order: number) => String(order).padStart(6, '0')
