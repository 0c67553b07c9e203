import { createHash } from 'node:crypto'
import { renderSparkBenchmark } from '../../jobs/benchmark/spark-benchmark.ts'
import { renderQualityScript } from '../../jobs/set-checks.ts'
import { renderSparkScript, type SparkStage } from '../../jobs/spark-script.ts'
import { readPlanned } from '../catalog/plan.ts'
import type { StageRef } from '../catalog/stage-result.ts'
import { MissingObjectError } from '../runtime/errors.ts'
import {
  benchmarkScriptKey,
  checksFolder,
  checksScriptKey,
  optimizedPrefix,
  pinnedUnitKey,
  scriptKey,
  sparkOutputFolder,
  sparkRoundKey,
} from '../storage/layout.ts'
import { mustRead, type ObjectStore, s3Path, writeJson } from '../storage/store.ts'
import type { Manifest, Upload } from '../upload/upload.ts'
import { type StageInput, stageInputs } from './inputs.ts'
import { unpackStaged } from './unpack-staged.ts'

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

/**
 * Writes the SQL of a round's heavy stages, and pins what it reads. Called again for the same claims it changes nothing,
 * because a step may be reading already. Throws when an input is gone or older than the plan says.
 */
export async function writeScript(
  store: ObjectStore,
  { execution, round, planKey, heavy }: HeavyWork,
): Promise<Script> {
  const pathOf = (key: string) => s3Path(store, key)
  const key = scriptKey(execution, round)
  const claims = createHash('sha256').update(JSON.stringify(heavy)).digest('hex').slice(0, 12)
  const script = { name: `round ${round} ${claims}`, path: s3Path(store, key) }
  if ((await store.head(key))?.metadata.claims === claims) return script
  const planned = await readPlanned(store, planKey, heavy)
  const inputs = await stageInputs(store, execution, round, planned)
  await writeJson(store, sparkRoundKey(execution, round), { stages: inputs } satisfies SparkRound)
  const stages = inputs.map((input): SparkStage => {
    const folder = sparkOutputFolder(execution, input.stage, input.generation).replace(/\/$/, '')
    return {
      stage: input.stage,
      staged: input.staged && { ...input.staged, files: input.staged.files.map(pathOf) },
      units: input.units?.map(pathOf),
      output: pathOf(folder),
    }
  })
  await putScript(store, key, renderSparkScript(stages), claims)
  return script
}

/** The checks over all rows of a heavy upload. */
export interface HeavyChecks {
  execution: string
  upload: Upload
  merged: { manifest: string; counters: string; rows: number }
}

/** Writes the SQL of the checks over all rows of an upload; the same however often it is called. */
export async function writeChecks(
  store: ObjectStore,
  { execution, upload, merged }: HeavyChecks,
): Promise<Script> {
  const pathOf = (key: string) => s3Path(store, key)
  const { months } = await mustRead<Manifest>(store, merged.manifest)
  const { lineBases } = await mustRead<{ lineBases: Record<string, number> }>(store, merged.counters)
  const names = Object.values(months).flatMap(({ files }) => files)
  const script = renderQualityScript({
    files: (await unpackStaged(store, execution, names)).map(pathOf),
    lineBases,
    output: pathOf(checksFolder(upload.id, execution)).replace(/\/$/, ''),
  })
  const key = checksScriptKey(execution)
  await putScript(store, key, script, upload.id)
  return { name: 'checks', path: s3Path(store, key) }
}

/** The benchmark of a heavy year. */
export interface HeavyBenchmark {
  execution: string
  benchmark: { day: string; units: { key: string; unit: string }[] }
}

/** Writes the SQL of the benchmark over copies of the published units. */
export async function writeBenchmark(
  store: ObjectStore,
  { execution, benchmark }: HeavyBenchmark,
): Promise<Script> {
  const files: string[] = []
  for (const { key, unit } of benchmark.units) {
    const copy = pinnedUnitKey(execution, 0, unit)
    const head = await store.head(key)
    if (!head) throw new MissingObjectError(s3Path(store, key))
    await store.copy(key, copy)
    files.push(s3Path(store, copy))
  }
  const output = s3Path(store, `${optimizedPrefix}spark`)
  const key = benchmarkScriptKey(execution)
  await putScript(store, key, renderSparkBenchmark({ files, output, day: benchmark.day }), execution)
  return { name: 'benchmark', path: s3Path(store, key) }
}

async function putScript(store: ObjectStore, key: string, sql: string, claims: string): Promise<void> {
  await store.put(key, sql, { contentType: 'text/plain; charset=utf-8', metadata: { claims } })
}
