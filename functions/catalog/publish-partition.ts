import { parseStage, type StageId } from '../../jobs/stages.ts'
import { ContentionError } from '../runtime/errors.ts'
import { retry } from '../runtime/retry.ts'
import { partitionKey } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import type { PipelineContext } from './context.ts'
import type { ComputedPartition } from './stage-result.ts'

/** Generation and run, kept in the published object's metadata. */
interface Publisher {
  stage: StageId
  execution: string
  generation: number
}

const attempts = 20
const longestPause = 2000

/**
 * Replaces a partition's object unless a newer generation stands there; `newer` when it gave way. Repeating it is harmless.
 * The generation is in the bytes too, so an ETag never returns: the object cannot change unseen between HEAD and PUT.
 */
export async function publishPartition(
  { store, pause }: PipelineContext,
  computed: ComputedPartition,
  { stage, execution, generation }: Publisher,
): Promise<'published' | 'newer'> {
  const key = partitionKey(computed.table, computed.partition, parseStage(stage).part)
  const metadata = { generation: String(generation), execution }
  const tryPublish = async () => {
    const head = await store.head(key)
    const standing = Number(head?.metadata.generation ?? 0)
    if (standing > generation) return 'newer'
    if (head && standing === generation) return 'published'
    const condition = head ? { ifMatch: head.etag } : { ifNoneMatch: '*' as const }
    await store.copy(computed.key, key, computed.bytes, { condition, metadata })
    return 'published'
  }
  const giveUp = (cause: unknown) =>
    new ContentionError(`${key} changed under each of ${attempts} writes`, { cause })
  return retry(tryPublish, { attempts, firstPause: 50, longestPause, mayPass: isConflict, giveUp, pause })
}
