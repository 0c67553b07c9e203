import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readEvents } from '../../functions/run/history.ts'
import type { Machine } from './definition.ts'
import { emrStepPaths } from './paths/emr-step-paths.ts'
import { Interpreter, writeMocks } from './paths/interpreter.ts'
import { startLocalstack } from './paths/localstack.ts'
import { nightPaths } from './paths/night-paths.ts'
import { type Answer, answer, type PathCase } from './paths/path-case.ts'
import { call, nothing, plan, ref } from './paths/plans.ts'
import { requestPaths } from './paths/request-paths.ts'
import { uploadPaths } from './paths/upload-paths.ts'

/** What every task answers when nothing is wrong and nothing is heavy. */
const undisturbed: Record<string, Answer> = {
  ConvertChunk: answer({ chunk: '0' }),
  MergeChunks: answer({ next: 'duplicates', rows: 20, manifest: 'm.json', counters: 'c.json' }),
  FindDuplicates: answer({ duplicates: 'd.json' }),
  FindDuplicatesOnEmr: answer({ Output: {} }),
  CheckQuality: answer({ verdict: 'PASS', rows: 20, failed: [], quality: 'q.json' }),
  RejectUpload: answer({ report: 'r.json' }),
  AdmitUpload: answer({ request: 'a-1', waitSeconds: 0 }),
  Sweep: answer({ request: 'schedule-1', waitSeconds: 0 }),
  RetractKey: answer({ request: 'retract-1', keys: ['incoming/a.csv'] }),
  ReplayUpload: answer({ upload: 'a-1', run: 'a-1-r1', reception: 'started' }),
  PlanStages: answer(plan(1, ['etl/2024-03', 'etl/2024-04'])),
  Aggregate: answer(call('etl/2024-03')),
  ComputeOnEmr: answer({ Output: [ref('etl/2024')] }),
  Publish: answer(nothing(2)),
  Benchmark: answer({ next: 'done' }),
  BenchmarkOnEmr: answer({ Output: {} }),
  TerminateCluster: answer({ clusters: ['j-1'] }),
  Report: answer({ outcome: 'published' }),
  Recover: answer({ outcome: 'failed', released: 0 }),
  SubmitStep: answer({ cluster: 'j-1', step: 's-1', script: 's3://bucket/script.sql' }),
  CheckStep: answer({ next: 'done' }),
  CollectDuplicates: answer({ duplicates: 'd.json' }),
  CollectBenchmark: answer({ rows: 1 }),
  CollectHeavy: answer(ref('etl/2024')),
}

const cases = [
  ...[...uploadPaths, ...nightPaths, ...requestPaths].map((each): [Machine, PathCase] => ['pipeline', each]),
  ...emrStepPaths.map((each): [Machine, PathCase] => ['emr-step', each]),
]

const localstack = await startLocalstack(writeMocks(cases, undisturbed))
after(localstack.stop)
const interpreter = new Interpreter(localstack.endpoint)
for (const machine of ['pipeline', 'emr-step'] as const) await interpreter.create(machine)
// All at once: most of the time they wait for a retry.
const runs = cases.map(([machine, { input }], index) => interpreter.run(machine, index, input))
await Promise.allSettled(runs)

for (const [index, [machine, expected]] of cases.entries()) {
  test(`${machine}: ${expected.name}`, async () => {
    const { ended, events } = await runs[index]!
    // Told apart by the reader that shows runs to people: LocalStack writes histories as AWS does.
    const { states, tries } = readEvents(events)
    const [inner, outer] = [true, false].map((is) =>
      states.filter((state) => state.inner === is).map(({ name }) => name),
    )
    assert.equal(outer!.join(' '), expected.path)
    assert.deepEqual(countOf(inner!), expected.inner ?? {})
    assert.equal(ended.status, expected.fails ? 'FAILED' : 'SUCCEEDED')
    const counted = countOf(tries.map(({ task }) => task))
    for (const [task, count] of Object.entries(expected.tries ?? {})) assert.equal(counted[task], count, task)
    if (expected.output) assert.deepEqual(JSON.parse(ended.output!), expected.output)
  })
}

const countOf = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]))
