import type { mergeChunks } from '../../../functions/conversion/merge-chunks.ts'
import { type Answer, answer, failing, fault, type PathCase, throttled, timedOut } from './path-case.ts'
import { call, nothing, plan } from './plans.ts'

type Merged = Awaited<ReturnType<typeof mergeChunks>>

const input = {
  trigger: 'upload',
  upload: { id: 'a-1', key: 'incoming/a.csv' },
  format: { headerBytes: 100 },
  chunks: [
    { name: '0', start: 100, end: 200 },
    { name: '1', start: 200, end: 300 },
  ],
}

const merged = (next: Merged['next']): Answer =>
  answer(
    next === 'whole'
      ? ({ next, chunks: [{ name: 'whole', start: 100, end: 300 }] } satisfies Merged)
      : ({ next, rows: 20, manifest: 'm.json', counters: 'c.json' } satisfies Merged),
  )
const fails = [answer({ verdict: 'FAIL', failed: ['amount'] })]
const heavyUpload = [merged('heavyDuplicates')]

const converted = 'ByTrigger ConvertChunks MergeChunks HowToJudge'
const judged = `${converted} FindDuplicates CheckQuality QualityGate`
const planned = 'AdmitUpload WaitForUploads PlanStages AnythingClaimed'
const round = 'ComputeStages Publish AnythingClaimed'
const heavyRound = `RememberCluster ${round}`
const reported = 'AnyCluster WasRejected Report Done'
const clusterEnded = 'AnyCluster TerminateCluster WasRejected'
const recovered = 'Recover Failed'

const undisturbed = { ConvertChunk: 2, ComputeOnLambda: 1, Aggregate: 2, AnyHeavy: 1, NoneComputed: 1 }
const published = `${judged} ${planned} ${round} ${reported}`

/** Uploads, and the runs that only pick up what is due. */
export const uploadPaths: PathCase[] = [
  { name: 'a small upload', input, path: published, inner: undisturbed },
  {
    name: 'months, then their years',
    input,
    tasks: { Publish: [answer(plan(2, ['etl/2024'])), answer(nothing(3))] },
    path: `${judged} ${planned} ${round} ${round} ${reported}`,
    inner: { ...undisturbed, ComputeOnLambda: 2, Aggregate: 3, AnyHeavy: 2, NoneComputed: 2 },
  },
  {
    name: 'its stages are claimed by another run',
    input,
    tasks: { PlanStages: [answer(nothing(1))] },
    path: `${judged} ${planned} ${reported}`,
    inner: { ConvertChunk: 2 },
  },
  {
    name: 'a quoted newline: converted once more as a whole',
    input,
    tasks: { MergeChunks: [merged('whole'), merged('duplicates')] },
    path: `${converted} ConvertWhole ${published.slice('ByTrigger '.length)}`,
    inner: { ...undisturbed, ConvertChunk: 3 },
  },
  {
    name: 'a warning goes on',
    input,
    tasks: { CheckQuality: [answer({ verdict: 'WARN' })] },
    path: published,
    inner: undisturbed,
  },
  {
    name: 'a rejected upload',
    input,
    tasks: { CheckQuality: fails },
    path: `${judged} RejectUpload AnyCluster WasRejected Rejected`,
    inner: { ConvertChunk: 2 },
  },
  {
    name: 'a heavy upload that fails by its rows alone starts no cluster',
    input,
    tasks: { MergeChunks: [merged('judge')], CheckQuality: fails },
    path: `${converted} CheckQuality QualityGate RejectUpload AnyCluster WasRejected Rejected`,
    inner: { ConvertChunk: 2 },
  },
  {
    name: 'a heavy upload',
    input,
    tasks: { MergeChunks: heavyUpload, PlanStages: [answer(plan(1, [], ['etl/2024-03']))] },
    path: `${converted} FindDuplicatesOnEmr CheckQuality QualityGate ${planned} ${heavyRound} ${clusterEnded} Report Done`,
    inner: { ConvertChunk: 2, ComputeOnLambda: 1, AnyHeavy: 1, ComputeOnEmr: 1 },
  },
  {
    name: 'a heavy upload with a light month',
    input,
    tasks: { MergeChunks: heavyUpload, PlanStages: [answer(plan(1, ['etl/2024-04'], ['etl/2024-03']))] },
    path: `${converted} FindDuplicatesOnEmr CheckQuality QualityGate ${planned} ${heavyRound} ${clusterEnded} Report Done`,
    inner: { ConvertChunk: 2, ComputeOnLambda: 1, Aggregate: 1, AnyHeavy: 1, ComputeOnEmr: 1 },
  },
  {
    name: 'a heavy upload that is rejected ends its cluster',
    input,
    tasks: { MergeChunks: heavyUpload, CheckQuality: fails },
    path: `${converted} FindDuplicatesOnEmr CheckQuality QualityGate RejectUpload ${clusterEnded} Rejected`,
    inner: { ConvertChunk: 2 },
  },
  ...['States.TaskFailed', timedOut].map((error) => ({
    name: `EMR does not check a heavy upload (${error}): a function does`,
    input,
    tasks: { MergeChunks: heavyUpload, FindDuplicatesOnEmr: [{ error }] },
    path: `${converted} FindDuplicatesOnEmr FindDuplicates CheckQuality QualityGate ${planned} ${round} ${clusterEnded} Report Done`,
    inner: undisturbed,
    tries: { emrStep: 1 },
  })),
  {
    name: 'too many nested executions: the start is tried again',
    input,
    tasks: {
      MergeChunks: heavyUpload,
      FindDuplicatesOnEmr: failing(3, 'StepFunctions.ExecutionLimitExceededException', answer({})),
    },
    path: `${converted} FindDuplicatesOnEmr CheckQuality QualityGate ${planned} ${round} ${clusterEnded} Report Done`,
    inner: undisturbed,
    tries: { emrStep: 4 },
  },
  {
    name: 'EMR does not compute: the light stages are published',
    input,
    tasks: {
      PlanStages: [answer(plan(1, ['etl/2024-04'], ['etl/2024-03']))],
      ComputeOnEmr: [{ error: 'States.TaskFailed' }],
    },
    path: `${judged} ${planned} ${heavyRound} ${clusterEnded} Report Done`,
    inner: {
      ConvertChunk: 2,
      ComputeOnLambda: 1,
      Aggregate: 1,
      AnyHeavy: 1,
      ComputeOnEmr: 1,
      NoneComputed: 1,
    },
  },
  {
    name: 'no room for a function, twenty times',
    input,
    tasks: { MergeChunks: failing(20, throttled, merged('duplicates')) },
    path: published,
    inner: undisturbed,
    tries: { mergeChunks: 21 },
  },
  {
    name: 'no room for a function, for good',
    input,
    tasks: { MergeChunks: failing(1, throttled) },
    path: `ByTrigger ConvertChunks MergeChunks ${recovered}`,
    inner: { ConvertChunk: 2 },
    tries: { mergeChunks: 21 },
    fails: true,
  },
  {
    name: 'throttled, unavailable and faulty: each retrier counts by itself',
    input,
    tasks: {
      MergeChunks: [
        ...failing(3, throttled),
        ...failing(6, 'Lambda.ServiceException'),
        ...failing(2, fault, merged('duplicates')),
      ],
    },
    path: published,
    inner: undisturbed,
    tries: { mergeChunks: 12 },
  },
  {
    name: 'a chunk that comes to its time limit twice',
    input: { ...input, chunks: input.chunks.slice(0, 1) },
    tasks: { ConvertChunk: failing(2, timedOut, answer({})) },
    path: published,
    inner: { ...undisturbed, ConvertChunk: 1 },
    tries: { convertChunk: 3 },
  },
  {
    name: 'a chunk that fails three times',
    input: { ...input, chunks: input.chunks.slice(0, 1) },
    tasks: { ConvertChunk: failing(1, fault) },
    path: `ByTrigger ConvertChunks ${recovered}`,
    inner: { ConvertChunk: 1 },
    tries: { convertChunk: 3 },
    fails: true,
  },
  ...(
    [
      ['MergeChunks', 'ByTrigger ConvertChunks MergeChunks'],
      ['FindDuplicates', `${converted} FindDuplicates`],
      ['CheckQuality', `${converted} FindDuplicates CheckQuality`],
      ['AdmitUpload', `${judged} AdmitUpload`],
      ['PlanStages', `${judged} AdmitUpload WaitForUploads PlanStages`],
      ['Publish', `${judged} ${planned} ComputeStages Publish`],
      ['Report', `${judged} ${planned} ${round} AnyCluster WasRejected Report`],
    ] as const
  ).map(
    ([state, path], index): PathCase => ({
      name: `${state} fails three times: claims are given back and people told`,
      input,
      tasks: { [state]: failing(1, index % 2 ? timedOut : fault) },
      path: `${path} ${recovered}`,
      inner: index < 5 ? { ConvertChunk: 2 } : undisturbed,
      tries: { [state[0]!.toLowerCase() + state.slice(1)]: 3 },
      fails: true,
    }),
  ),
  {
    name: 'the rejection cannot be written',
    input,
    tasks: { CheckQuality: fails, RejectUpload: failing(1, fault) },
    path: `${judged} RejectUpload ${recovered}`,
    inner: { ConvertChunk: 2 },
    fails: true,
  },
  {
    name: 'a run that cannot even recover',
    input,
    tasks: { MergeChunks: failing(1, fault), Recover: failing(1, fault) },
    path: 'ByTrigger ConvertChunks MergeChunks Recover',
    inner: { ConvertChunk: 2 },
    tries: { recover: 3 },
    fails: true,
  },
  {
    name: 'one stage fails, its neighbour is published',
    input,
    tasks: {
      Aggregate: [...failing(3, fault), answer(call('etl/2024-04'))],
      PlanStages: [answer(plan(1, ['etl/2024-03']))],
    },
    path: published,
    inner: { ...undisturbed, Aggregate: 1, StageFailed: 1 },
    tries: { aggregate: 3 },
  },
  {
    name: 'no room for the stages of a round',
    input,
    tasks: { Aggregate: failing(8, throttled, answer(call('etl/2024-03'))) },
    path: published,
    inner: undisturbed,
    tries: { aggregate: 10 },
  },
  {
    name: 'a cluster that cannot be ended',
    input,
    tasks: { MergeChunks: heavyUpload, TerminateCluster: failing(1, fault) },
    path: `${converted} FindDuplicatesOnEmr CheckQuality QualityGate ${planned} ${round} AnyCluster TerminateCluster ${recovered}`,
    inner: undisturbed,
    fails: true,
  },
  {
    name: 'a run for what is due',
    input: { trigger: 'refresh' },
    path: `ByTrigger Refresh PlanStages AnythingClaimed ${round} ${reported}`,
    inner: { ComputeOnLambda: 1, Aggregate: 2, AnyHeavy: 1, NoneComputed: 1 },
  },
  {
    name: 'a run that finds nothing due',
    input: { trigger: 'refresh' },
    tasks: { PlanStages: [answer(nothing(1))] },
    path: `ByTrigger Refresh PlanStages AnythingClaimed ${reported}`,
  },
]
