import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryEvent } from '@aws-sdk/client-sfn'

/**
 * Runs of a light and of a heavy upload on the local cloud, the latter with its two steps on EMR: as MiniStack told them,
 * without what nobody reads, and retold as AWS does.
 */
export const fixtures = ['light', 'heavy', 'heavy-checks', 'heavy-stages'] as const

/** The events of a run, as its teller wrote them. */
export function readFixture(name: (typeof fixtures)[number], teller: 'ministack' | 'aws'): HistoryEvent[] {
  const path = join(import.meta.dirname, 'histories', `${name}.${teller}.json`)
  return JSON.parse(readFileSync(path, 'utf8'), (key, value) =>
    key === 'timestamp' ? new Date(value) : value,
  )
}
