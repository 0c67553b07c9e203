import type { PipelineContext } from '../catalog/context.ts'
import { releaseClaims } from '../catalog/finish.ts'
import { readCatalog } from '../catalog/stored-catalog.ts'
import { logger } from '../runtime/logger.ts'

/**
 * Releases the claims of runs that ended without doing so (stopped by hand, timed out, lost with their cloud), as Recover
 * would have done; returns those runs. It need not wait for claims to expire: taking one over too early only wastes work.
 * @param statusOf status of an execution, null when there is none of that name
 */
export async function releaseOrphans(
  context: PipelineContext,
  statusOf: (execution: string) => Promise<string | null>,
): Promise<string[]> {
  const catalog = await readCatalog(context.store)
  const claims = Object.values(catalog?.stages ?? {}).flatMap(({ claim }) => claim ?? [])
  const released: string[] = []
  for (const execution of new Set(claims.map((claim) => claim.execution))) {
    if ((await statusOf(execution)) === 'RUNNING') continue
    const stages = await releaseClaims(context, execution, `run ${execution} ended without giving it back`)
    if (stages.length === 0) continue
    logger.warn('released the claims of a run that is gone', { run: execution, stages })
    released.push(execution)
  }
  return released
}
