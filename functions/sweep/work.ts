import { hasWork } from '../catalog/claim.ts'
import type { PipelineContext } from '../catalog/context.ts'
import { emptyCatalog } from '../catalog/stage-state.ts'
import { readCatalog } from '../catalog/stored-catalog.ts'
import { isEntered } from '../iceberg/rounds.ts'
import { record } from '../runtime/metrics.ts'
import { pendingPrefix } from '../storage/layout.ts'

/** Milliseconds after which a pending request is taken for forgotten by the run that admitted it. */
const forgottenAfter = 5 * 60_000

/**
 * True when a run started now would find something that no run takes care of: old requests, expired claims, due stages,
 * a round that the snapshots do not show.
 */
export async function findWork({ store, policy, now }: PipelineContext): Promise<boolean> {
  let oldest = 0
  for await (const { lastModified } of store.list(pendingPrefix))
    oldest = Math.max(oldest, now().getTime() - lastModified.getTime())
  record('OldestPendingSeconds', oldest / 1000)
  if (oldest >= forgottenAfter) return true
  const catalog = (await readCatalog(store)) ?? emptyCatalog()
  if (hasWork(catalog, now(), policy)) return true
  return policy.snapshots && !(await isEntered(store, catalog.rounds ?? 0))
}
