import { answer, failing, fault, type PathCase, throttled } from './path-case.ts'
import { nothing, plan } from './plans.ts'

const input = { trigger: 'schedule' }
const swept = 'ByTrigger Sweep WaitForUploads PlanStages AnythingClaimed'
const measured = 'Benchmark BenchmarkSparkToo AnythingClaimed'
const onSpark = 'Benchmark BenchmarkSparkToo BenchmarkOnEmr AnythingClaimed'
const reported = 'AnyCluster WasRejected Report Done'
const clusterEnded = 'AnyCluster TerminateCluster WasRejected Report Done'
const quiet = { PlanStages: [answer(nothing(1))] }
const spark = [answer({ next: 'spark', day: '2024-06-01', months: [] })]

/** The nightly schedule, with and without Spark. */
export const nightPaths: PathCase[] = [
  { name: 'a night without work', input, tasks: quiet, path: `${swept} ${measured} ${reported}` },
  {
    name: 'a night with light stages',
    input,
    path: `${swept} ComputeStages Publish AnythingClaimed ${measured} ${reported}`,
    inner: { ComputeOnLambda: 1, Aggregate: 2, AnyHeavy: 1, NoneComputed: 1 },
  },
  {
    name: 'a night with a heavy stage',
    input,
    tasks: { PlanStages: [answer(plan(1, [], ['etl/2024']))] },
    path: `${swept} RememberCluster ComputeStages Publish AnythingClaimed ${measured} ${clusterEnded}`,
    inner: { ComputeOnLambda: 1, AnyHeavy: 1, ComputeOnEmr: 1 },
  },
  {
    name: 'a night with the benchmark of a heavy year',
    input,
    tasks: { ...quiet, Benchmark: spark },
    path: `${swept} ${onSpark} ${clusterEnded}`,
  },
  {
    name: 'a night whose Spark benchmark fails',
    input,
    tasks: { ...quiet, Benchmark: spark, BenchmarkOnEmr: [{ error: 'States.TaskFailed' }] },
    path: `${swept} ${onSpark} ${reported}`,
    tries: { emrStep: 1 },
  },
  {
    name: 'a night whose benchmark fails, once and for all',
    input,
    tasks: { ...quiet, Benchmark: failing(1, fault) },
    path: `${swept} Benchmark AnythingClaimed ${reported}`,
    tries: { benchmark: 1 },
  },
  {
    name: 'a night whose benchmark finds no room at first',
    input,
    tasks: { ...quiet, Benchmark: failing(4, throttled, answer({ next: 'done' })) },
    path: `${swept} ${measured} ${reported}`,
    tries: { benchmark: 5 },
  },
  {
    name: 'a night whose sweep fails',
    input,
    tasks: { Sweep: failing(1, fault) },
    path: 'ByTrigger Sweep Recover Failed',
    tries: { sweep: 3 },
    fails: true,
  },
]
