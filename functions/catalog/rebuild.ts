import { computedTables } from '../../hive/contract.ts'
import { grainOf, parseUnit, type StageId, stageOf } from '../../jobs/stages.ts'
import type { UploadJudgement } from '../quality/judge.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import {
  attemptOf,
  catalogKey,
  manifestKey,
  qualityKey,
  retractedPrefix,
  stagingPrefix,
} from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { type ObjectStore, readJson, writeJson } from '../storage/store.ts'
import type { Manifest } from '../upload/upload.ts'
import { makeRequest } from './admit.ts'
import type { Catalog, PlanningPolicy, Request, UploadRequest } from './catalog.ts'
import { isOfGrain, type PipelineContext } from './context.ts'
import { fold } from './fold.ts'
import { pageReader } from './page-objects.ts'
import { readRequests } from './pending.ts'
import { emptyCatalog, isUnit, newStage } from './stage-state.ts'
import { writeContributions } from './stored-catalog.ts'

/** Above every generation or round that a run still under way may have been given before the catalog was lost. */
const generationGap = 1000

/**
 * Makes the catalog anew when it is gone although tables are published: what was staged and passed, less what was
 * retracted, and every stage dirty and due with a generation above the published ones. True when it did.
 * @param highestRound number of the newest round that snapshots show
 */
export async function rebuildCatalog(
  { store, policy, now }: PipelineContext,
  highestRound: (store: ObjectStore) => Promise<number>,
): Promise<boolean> {
  if ((await store.head(catalogKey)) || !(await hasTables(store))) return false
  const published = await publishedGenerations(store)
  const grain = grainOf([...published.keys()].filter(isUnit).map((id) => parseUnit(id).unit)[0]!)
  const retracted = (await readRequests(store, retractedPrefix)).map(({ request }) => request)
  const staged = (await readStaged(store)).filter((request) => isOfGrain(request, grain))
  const rounds = (await highestRound(store)) + generationGap
  const requests = [...staged, ...retracted]
  const catalog = { ...rebuilt(requests, published, now().toISOString(), { ...policy, grain }), rounds }
  try {
    const root = await writeContributions(store, catalog, pageReader(store))
    await writeJson(store, catalogKey, root, { ifNoneMatch: '*' })
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

/** True when transactions are published: then a missing catalog is a lost one. */
export async function hasTables(store: ObjectStore): Promise<boolean> {
  for await (const _ of store.list('partitioned_txn/')) return true
  return false
}

/** Generations of a stage's published objects: the highest, and that of its transactions. */
interface Published {
  highest: number
  transactions: number
}

/**
 * The catalog of these requests over tables that are published already; pure. A unit that was published stays known in
 * its generation, without rows, so that no year is computed before it. One that no request adds to is left as it is:
 * more than the catalog may be lost.
 */
function rebuilt(
  requests: readonly Request[],
  published: ReadonlyMap<StageId, Published>,
  now: string,
  policy: PlanningPolicy,
): Catalog {
  const { keys, stages } = fold(emptyCatalog(policy.grain), requests, now, policy)
  const ids = [...new Set([...Object.keys(stages), ...published.keys()])].sort()
  const entry = (id: StageId) => {
    const { highest, transactions } = published.get(id) ?? { highest: 0, transactions: 0 }
    const entry = { ...newStage(), done: transactions, input: stages[id]?.input }
    if (isUnit(id) && !(id in stages) && highest === transactions)
      return { ...entry, want: transactions, sqlHash: policy.sqlHash(id), files: {} }
    return { ...entry, want: highest + generationGap, due: now }
  }
  return { grain: policy.grain, keys, stages: Object.fromEntries(ids.map((id) => [id, entry(id)])) }
}

async function publishedGenerations(store: ObjectStore): Promise<Map<StageId, Published>> {
  const published = new Map<StageId, Published>()
  for (const { name, job } of computedTables) {
    const keys: string[] = []
    for await (const { key } of store.list(`${name}/`)) keys.push(key)
    await mapConcurrently(keys, 32, async (key) => {
      const values = Object.fromEntries(
        [...key.matchAll(/\/(\w+)=(\d+)(?=\/)/g)].map(([, name, value]) => [name, Number(value)]),
      )
      if (values.txn_year === undefined) return
      const id = stageOf(job, values, key.slice(key.lastIndexOf('/') + 1, -'.parquet'.length))
      const generation = Number((await store.head(key))?.metadata.generation ?? 0)
      const { highest, transactions } = published.get(id) ?? { highest: 0, transactions: 0 }
      published.set(id, {
        highest: Math.max(highest, generation),
        transactions: name === 'partitioned_txn' ? generation : transactions,
      })
    })
  }
  return published
}

/** Uploads whose staged rows passed the checks, as they were admitted. What no key stands on any more is among them. */
async function readStaged(store: ObjectStore): Promise<UploadRequest[]> {
  const attempts: { upload: string; attempt: string }[] = []
  for await (const { key } of store.list(stagingPrefix)) {
    const found = attemptOf(key)
    if (found && key === qualityKey(found.upload, found.attempt)) attempts.push(found)
  }
  const requests = await mapConcurrently(attempts, 32, async ({ upload, attempt }) => {
    const judged = await readJson<UploadJudgement>(store, qualityKey(upload, attempt))
    const manifest = await readJson<Manifest>(store, manifestKey(upload, attempt))
    if (!manifest || judged?.value.verdict === 'FAIL') return []
    const { key, order } = manifest.value
    return [makeRequest({ id: upload, key, order }, manifest.value, manifestKey(upload, attempt))]
  })
  return requests.flat()
}
