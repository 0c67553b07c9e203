import type { RunSummary } from '../../functions/run/run-summary.ts'
import { mapConcurrently } from '../../functions/runtime/concurrently.ts'
import { runKey } from '../../functions/storage/layout.ts'
import { readJson, s3Store } from '../../functions/storage/store.ts'
import { stack } from '../pipeline/stack.ts'

/** What runs cost, US dollars by run; a run that has no summary (yet) is left out. */
export async function readCosts(names: readonly string[]): Promise<Map<string, number>> {
  const costs = await mapConcurrently(names, 8, async (name) => {
    const total = (await readJson<RunSummary>(s3Store(stack.outputBucket), runKey(name)))?.value.cost?.total
    return total === undefined ? [] : [[name, total] as const]
  })
  return new Map(costs.flat())
}
