import { createHash } from 'node:crypto'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { renderSparkBenchmark } from '../../jobs/benchmark/spark-benchmark.ts'
import { renderQualityScript } from '../../jobs/set-checks.ts'
import { renderSparkScript, type SparkStage } from '../../jobs/spark-script.ts'
import { readManifest } from '../aggregate/manifest.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import type { StoredPlan } from '../catalog/plan.ts'
import type { StageRef } from '../catalog/stage-result.ts'
import { outputBucket } from '../runtime/environment.ts'
import { ObjectChangedError } from '../runtime/errors.ts'
import { copyObject } from '../storage/copy-object.ts'
import {
  benchmarkScriptKey,
  checksFolder,
  checksScriptKey,
  optimizedPrefix,
  pinnedMonthKey,
  scriptKey,
  sparkOutputFolder,
  sparkRoundKey,
} from '../storage/layout.ts'
import { headObject, s3 } from '../storage/object-store.ts'
import { readJson, s3Store, writeJson } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { type StageInput, stageInputs } from './inputs.ts'

/** The heavy stages of a round. */
export interface HeavyWork {
  execution: string
  round: number
  planKey: string
  heavy: StageRef[]
}

/** The object at `sparkRoundKey`: what each stage of the script reads. */
export interface SparkRound {
  stages: StageInput[]
}

export interface Script {
  /** Name of the step that runs it; the same for the same claims. */
  name: string
  /** `s3://` path. */
  path: string
}

/** `s3://` path of a key of the output bucket. */
export const s3Path = (key: string) => `s3://${outputBucket()}/${key}`

/**
 * Writes the SQL of a round's heavy stages, and pins what it reads. Called again for the same claims it changes nothing,
 * because a step may be reading already. Throws when an input is gone or older than the plan says.
 */
export async function writeScript({ execution, round, planKey, heavy }: HeavyWork): Promise<Script> {
  const key = scriptKey(execution, round)
  const claims = createHash('sha256').update(JSON.stringify(heavy)).digest('hex').slice(0, 12)
  const script = { name: `round ${round} ${claims}`, path: s3Path(key) }
  if ((await headObject(outputBucket(), key))?.metadata.claims === claims) return script
  const planned = await readPlanned(planKey, heavy)
  const inputs = await stageInputs(execution, round, planned)
  await writeJson(s3Store(outputBucket()), sparkRoundKey(execution, round), {
    stages: inputs,
  } satisfies SparkRound)
  const stages = inputs.map((input): SparkStage => {
    const folder = sparkOutputFolder(execution, input.stage, input.generation).replace(/\/$/, '')
    return {
      stage: input.stage,
      staged: input.staged && { ...input.staged, files: input.staged.files.map(s3Path) },
      months: input.months?.map(s3Path),
      output: s3Path(folder),
    }
  })
  await putScript(key, renderSparkScript(stages), claims)
  return script
}

async function readPlanned(planKey: string, heavy: readonly StageRef[]): Promise<PlannedStage[]> {
  const plan = await readJson<StoredPlan>(s3Store(outputBucket()), planKey)
  return heavy.map(({ stage, generation }) => {
    const found = plan?.value.stages.find((one) => one.stage === stage && one.generation === generation)
    if (!found) throw new ObjectChangedError(`${planKey} does not list ${stage} in generation ${generation}`)
    return found
  })
}

/** The checks over all rows of a heavy upload. */
export interface HeavyChecks {
  execution: string
  upload: Upload
  merged: { manifest: string; counters: string }
}

/** Writes the SQL of the checks over all rows of an upload; the same however often it is called. */
export async function writeChecks({ execution, upload, merged }: HeavyChecks): Promise<Script> {
  const { months } = await readManifest(merged.manifest)
  const counters = await readJson<{ lineBases: Record<string, number> }>(
    s3Store(outputBucket()),
    merged.counters,
  )
  if (!counters) throw new ObjectChangedError(`counters are gone: ${merged.counters}`)
  const script = renderQualityScript({
    files: Object.values(months).flatMap(({ files }) => files.map(s3Path)),
    lineBases: counters.value.lineBases,
    output: s3Path(checksFolder(upload.id, execution)).replace(/\/$/, ''),
  })
  const key = checksScriptKey(execution)
  await putScript(key, script, upload.id)
  return { name: 'checks', path: s3Path(key) }
}

/** The benchmark of a heavy year. */
export interface HeavyBenchmark {
  execution: string
  benchmark: { day: string; months: { key: string; month: number }[] }
}

/** Writes the SQL of the benchmark over copies of the published months. */
export async function writeBenchmark({ execution, benchmark }: HeavyBenchmark): Promise<Script> {
  const files: string[] = []
  for (const { key, month } of benchmark.months) {
    const copy = pinnedMonthKey(execution, 0, String(month))
    const head = await headObject(outputBucket(), key)
    await copyObject(outputBucket(), key, copy, head!.bytes, {})
    files.push(s3Path(copy))
  }
  const output = s3Path(`${optimizedPrefix}spark`)
  const key = benchmarkScriptKey(execution)
  await putScript(key, renderSparkBenchmark({ files, output, day: benchmark.day }), execution)
  return { name: 'benchmark', path: s3Path(key) }
}

async function putScript(Key: string, Body: string, claims: string): Promise<void> {
  const ContentType = 'text/plain; charset=utf-8'
  const object = { Bucket: outputBucket(), Key, Body, ContentType, Metadata: { claims } }
  await s3.send(new PutObjectCommand(object))
}
