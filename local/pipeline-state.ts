import { ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import type { Catalog } from '../functions/catalog/catalog.ts'
import { deployedPolicy } from '../functions/catalog/setting.ts'
import { emptyCatalog, stageStates } from '../functions/catalog/stage-state.ts'
import { catalogKey, incomingPrefix, pendingPrefix, rejectedPrefix } from '../functions/layout.ts'
import { getJson, listObjects, s3 } from '../functions/object-store.ts'
import { identifyUpload, type ListedVersion, rankVersions } from '../functions/upload-identity.ts'
import { useDeployedSettings } from './deployment.ts'
import { listRuns, type Run } from './executions.ts'
import { stack } from './settings.ts'
import type { Evidence, ListedUpload } from './upload-state.ts'

/** An upload as listed, with what people want to see. */
export interface InputUpload extends ListedUpload {
  bytes: number
  /** ISO 8601 UTC. */
  uploadedAt: string
}

export interface PipelineState {
  uploads: InputUpload[]
  evidence: Evidence
  runs: Run[]
}

/** Reads everything that decides the states of uploads and stages. */
export async function readPipelineState(): Promise<PipelineState> {
  const runs = await listRuns()
  return { uploads: await listUploads(), evidence: await readEvidence(runs), runs }
}

/** Reads what decides the states of uploads. */
export async function readEvidence(runs: readonly Run[]): Promise<Evidence> {
  await useDeployedSettings()
  // Pending before the catalog: a request folded between the two reads is then seen in both, never in neither.
  const pending = await idsUnder(pendingPrefix, /([^/]+)\.json$/)
  const rejected = await idsUnder(rejectedPrefix, /([^/]+)\/report\.json$/)
  const catalog = (await getJson<Catalog>(stack.outputBucket, catalogKey))?.value ?? emptyCatalog()
  const stages = stageStates(catalog, new Date().toISOString(), deployedPolicy())
  return { catalog, stages, pending, rejected, runs: newestRuns(runs) }
}

/** Every version of every object users dropped, newest first within a key. */
export async function listUploads(prefix = incomingPrefix): Promise<InputUpload[]> {
  const Bucket = stack.inputBucket
  const versions: ListedVersion[] = []
  let marker: { KeyMarker?: string; VersionIdMarker?: string } = {}
  for (let more = true; more; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: prefix, ...marker }))
    for (const found of page.Versions ?? [])
      versions.push({
        key: found.Key!,
        versionId: found.VersionId!,
        lastModified: found.LastModified!,
        etag: found.ETag!,
        bytes: found.Size!,
      })
    more = Boolean(page.IsTruncated)
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
  }
  return rankVersions(versions)
    .filter(({ key }) => !key.endsWith('/'))
    .map(({ rank, ...version }) => {
      const identity = identifyUpload({ bucket: Bucket, ...version }, rank)
      return { ...identity, key: version.key, bytes: version.bytes }
    })
}

async function idsUnder(prefix: string, pattern: RegExp): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const { key } of listObjects(stack.outputBucket, prefix)) {
    const found = pattern.exec(key)?.[1]
    if (found) ids.add(found)
  }
  return ids
}

/** Status of the newest run of each upload; runs started again are named `<upload>-r<n>`. */
export function newestRuns(runs: readonly Run[]): Map<string, string> {
  const newest = new Map<string, string>()
  for (const { name, status } of runs) {
    const upload = uploadOf(name)
    if (!newest.has(upload)) newest.set(upload, status)
  }
  return newest
}

/** Id of the upload a run was started for. */
export const uploadOf = (run: string) => run.replace(/-r[0-9]+$/, '')
