import { failing, fault, type PathCase } from './path-case.ts'

/** What a person asks for, by a command, in the console or by `aws stepfunctions start-execution`. */
export const requestPaths: PathCase[] = [
  {
    name: 'a key is retracted, and its stages are computed again',
    input: { trigger: 'retract', key: 'incoming/a.csv' },
    path: 'ByTrigger RetractKey PlanStages AnythingClaimed ComputeStages Publish AnythingClaimed AnyCluster WasRejected Report Done',
    inner: { ComputeOnLambda: 1, Aggregate: 2, AnyHeavy: 1, NoneComputed: 1 },
    tries: { retractKey: 1 },
  },
  {
    name: 'a key of which nothing is in the tables',
    input: { trigger: 'retract', key: 'incoming/z.csv' },
    tasks: { RetractKey: failing(1, fault) },
    path: 'ByTrigger RetractKey Recover Failed',
    tries: { retractKey: 3 },
    fails: true,
  },
  {
    name: 'an upload is replayed in a run of its own',
    input: { trigger: 'replay', upload: 'a-1' },
    path: 'ByTrigger ReplayUpload Done',
    tries: { replayUpload: 1 },
    output: {
      trigger: 'replay',
      upload: 'a-1',
      replayed: { upload: 'a-1', run: 'a-1-r1', reception: 'started' },
    },
  },
  {
    name: 'an upload that does not exist',
    input: { trigger: 'replay', upload: 'z-1' },
    tasks: { ReplayUpload: failing(1, fault) },
    path: 'ByTrigger ReplayUpload Recover Failed',
    tries: { replayUpload: 3 },
    fails: true,
  },
  ...[
    { trigger: 'retract' },
    { trigger: 'replay', key: 'incoming/a.csv' },
    { trigger: 'retrct', key: 'a' },
  ].map((input) => ({
    name: `${JSON.stringify(input)} says which triggers there are`,
    input,
    path: 'ByTrigger UnknownTrigger',
    fails: true as const,
  })),
]
