import { parseStage, type StageId } from '../../jobs/stages.ts'
import { ContentionError } from '../runtime/errors.ts'
import { retry } from '../runtime/retry.ts'
import { partitionKey } from '../storage/layout.ts'
import { isConflict, isMissing, type PutOptions } from '../storage/object-store.ts'
import type { ObjectStore } from '../storage/store.ts'
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

/** Puts a computed object under a key of the bucket; returns its ETag. */
export const putComputed = (
  store: ObjectStore,
  computed: ComputedPartition,
  key: string,
  options: PutOptions,
): Promise<string> =>
  'key' in computed
    ? store.copy(computed.key, key, options)
    : store.put(key, Buffer.from(computed.base64, 'base64'), options)

/**
 * Replaces a partition's object unless a newer generation stands there; its new ETag, or null when it gave way. Repeating it
 * is harmless. The generation is in the bytes too, so an ETag never returns: the object cannot change unseen before it is replaced.
 * @param known ETag of what an older generation left there, null when nothing is, undefined when that is not known; when it is
 * no longer so, nothing is written and the object is looked at
 */
export async function publishPartition(
  { store, pause }: PipelineContext,
  computed: ComputedPartition,
  { stage, execution, generation }: Publisher,
  known?: string | null,
): Promise<string | null> {
  const key = partitionKey(computed.table, computed.partition, parseStage(stage).part)
  const metadata = { generation: String(generation), execution }
  const replace = (etag: string | null) => {
    const condition = etag === null ? { ifNoneMatch: '*' as const } : { ifMatch: etag }
    return putComputed(store, computed, key, { condition, metadata })
  }
  const lookAndReplace = async () => {
    const head = await store.head(key)
    const standing = Number(head?.metadata.generation ?? 0)
    if (standing > generation) return null
    return head && standing === generation ? head.etag : replace(head?.etag ?? null)
  }
  if (known !== undefined)
    try {
      return await replace(known)
    } catch (error) {
      // S3 answers 404 where the object of an If-Match is gone
      if (!isConflict(error) && !isMissing(error)) throw error
    }
  const giveUp = (cause: unknown) =>
    new ContentionError(`${key} changed under each of ${attempts} writes`, { cause })
  return retry(lookAndReplace, { attempts, firstPause: 50, longestPause, mayPass: isConflict, giveUp, pause })
}
