import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { deployedPolicy } from '../../functions/catalog/context.ts'
import { emptyCatalog, stageStates } from '../../functions/catalog/stage-state.ts'
import { readCatalog, withKeys } from '../../functions/catalog/stored-catalog.ts'
import { incomingPrefix, pendingPrefix, rejectedPrefix } from '../../functions/storage/layout.ts'
import { listObjects } from '../../functions/storage/object-store.ts'
import { listVersions } from '../../functions/storage/object-versions.ts'
import { s3Store } from '../../functions/storage/store.ts'
import { compareInput } from '../../functions/sweep/compare-input.ts'
import type { Mismatches } from '../../functions/sweep/live-keys.ts'
import { identifyVersions, mayBeMeant } from '../../functions/sweep/missing.ts'
import type { Upload } from '../../functions/upload/upload.ts'
import { type ListedVersion, uploadOf } from '../../functions/upload/upload-identity.ts'
import { listRuns, type Run } from './executions.ts'
import { type QuarantinedUpload, readStandings, type Settled, UploadPass } from './pass-uploads.ts'
import { stack } from './stack.ts'
import type { Evidence } from './upload-state.ts'

export interface PipelineState {
  /** Those that are not settled, the newest thousand, and those that were asked for; oldest first. */
  uploads: Upload[]
  /** How many others there are. */
  settled: Settled
  quarantines: QuarantinedUpload[]
  evidence: Evidence
  runs: Run[]
  mismatches: Mismatches
}

/**
 * Reads what decides the states of uploads and stages. Listing and catalog pass through bounded memory, but for a hundred
 * bytes a key.
 * @param name of an upload that is asked for, as people write it
 */
export async function readPipelineState(name?: string): Promise<PipelineState> {
  const runs = await listRuns()
  const store = s3Store(stack.outputBucket)
  const evidence = await readEvidence(runs, [])
  const { standings, quarantines } = await readStandings(store, evidence)
  const pass = new UploadPass(evidence, standings, name === undefined ? undefined : mayBeMeant(name))
  const versions = pass.watch(stack.inputBucket, listVersions(stack.inputBucket, ''))
  const { mismatches } = await compareInput(store, evidence.catalog, stack.inputBucket, versions)
  const uploads = pass.uploads()
  const keys = uploads.map(({ key }) => key)
  const catalog = await withKeys(store, evidence.catalog, keys)
  return {
    uploads,
    settled: pass.settled,
    quarantines,
    evidence: { ...evidence, catalog },
    runs,
    mismatches,
  }
}

/** Reads what decides the states of the uploads of these keys. */
export async function readEvidence(runs: readonly Run[], keys: readonly string[]): Promise<Evidence> {
  await useDeployedSettings()
  // Pending before the catalog: a request folded between the two reads is then seen in both, never in neither.
  const pending = await idsUnder(pendingPrefix, /([^/]+)\.json$/)
  const rejected = await idsUnder(rejectedPrefix, /([^/]+)\/report\.json$/)
  const store = s3Store(stack.outputBucket)
  const root = (await readCatalog(store)) ?? emptyCatalog()
  const catalog = await withKeys(store, root, keys)
  const stages = stageStates(catalog, new Date().toISOString(), deployedPolicy())
  return { catalog, stages, pending, rejected, runs: newestRuns(runs) }
}

/** Every version of every object users dropped, oldest first. */
export async function listUploads(prefix = incomingPrefix): Promise<Upload[]> {
  const versions: ListedVersion[] = []
  for await (const version of listVersions(stack.inputBucket, prefix)) versions.push(version)
  return identifyVersions(stack.inputBucket, versions)
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
function newestRuns(runs: readonly Run[]): Map<string, string> {
  const newest = new Map<string, string>()
  for (const { name, status } of runs) {
    const upload = uploadOf(name)
    if (!newest.has(upload)) newest.set(upload, status)
  }
  return newest
}

/**
 * Takes over the settings that the pipeline was deployed with (heavyRows, EMR), so that commands judge stages as the
 * planner does. Throws when nothing is deployed.
 */
async function useDeployedSettings(): Promise<void> {
  const FunctionName = `${stack.name}-planStages`
  const found = await new LambdaClient({}).send(new GetFunctionConfigurationCommand({ FunctionName }))
  const settings = found.Environment?.Variables ?? {}
  // Where the functions find AWS is their own business.
  for (const name of Object.keys(settings)) if (!name.startsWith('AWS_')) process.env[name] = settings[name]
}
