import type { StepVerdict } from '../../../functions/emr/step.ts'
import { answer, failing, fault, type PathCase, throttled, timedOut } from './path-case.ts'
import { plan, ref } from './plans.ts'

const stages = ['etl/2024', 'quarterly/2024']
const { round, planKey, heavy } = plan(1, [], stages)
const input = { execution: 'run', round, planKey, heavy }
const checks = { execution: 'run', upload: { id: 'a-1' }, merged: { manifest: 'm.json' } }

const verdict = (value: StepVerdict) => answer(value)
const capacity = verdict({ next: 'unavailable', reason: 'no capacity' })

const looked = 'WaitForStep CheckStep StepEnded'
const done = `SubmitStep ${looked} WhatItComputed`
const givenUp = 'TerminateCluster AnyDeferred StepFailed'

/** The heavy work of a run on its cluster. */
export const emrStepPaths: PathCase[] = [
  {
    name: 'a step that runs for a while, then both stages are collected',
    input,
    tasks: { CheckStep: [verdict({ next: 'wait' }), verdict({ next: 'wait' }), verdict({ next: 'done' })] },
    path: `SubmitStep ${looked} ${looked} ${looked} WhatItComputed CollectStages Collected`,
    inner: { CollectHeavy: 2 },
    output: [ref('etl/2024'), ref('etl/2024')],
  },
  {
    name: 'a stage whose output cannot be collected',
    input: { ...input, heavy: heavy.slice(0, 1) },
    tasks: { CollectHeavy: [...failing(2, timedOut), { error: fault, cause: 'rows differ' }] },
    path: `${done} CollectStages Collected`,
    inner: { CollectHeavy: 1, StageFailed: 1 },
    output: [{ stage: 'etl/2024', generation: 1, ok: false, error: 'rows differ' }],
  },
  { name: 'the checks of an upload', input: checks, path: `${done} CollectDuplicates Collected` },
  {
    name: 'the benchmark',
    input: { execution: 'run', benchmark: { months: [] } },
    path: `${done} CollectBenchmark Collected`,
  },
  {
    name: 'a step that failed',
    input,
    tasks: { CheckStep: [verdict({ next: 'failed', reason: 'no such table' })] },
    path: `SubmitStep ${looked} ${givenUp}`,
    fails: true,
  },
  {
    name: 'no cluster for the stages: they wait for the night',
    input,
    tasks: { CheckStep: [capacity] },
    path: `SubmitStep ${looked} TerminateCluster AnyDeferred DeferStages Collected`,
    inner: { StageDeferred: 2 },
    output: stages.map((stage) => ({
      stage,
      generation: 1,
      ok: false,
      deferred: true,
      error: 'no capacity',
    })),
  },
  {
    name: 'no cluster for the checks',
    input: checks,
    tasks: { CheckStep: [capacity] },
    path: `SubmitStep ${looked} ${givenUp}`,
    fails: true,
  },
  {
    name: 'a script that cannot be written',
    input,
    tasks: { SubmitStep: failing(1, fault) },
    path: `SubmitStep ${givenUp}`,
    tries: { submitStep: 3 },
    fails: true,
  },
  {
    name: 'no room to look at the step',
    input,
    tasks: { CheckStep: failing(5, throttled, verdict({ next: 'done' })) },
    path: `${done} CollectStages Collected`,
    inner: { CollectHeavy: 2 },
    tries: { checkStep: 6 },
  },
  {
    name: 'a cluster that cannot be ended',
    input,
    tasks: { CheckStep: [capacity], TerminateCluster: failing(1, fault) },
    path: `SubmitStep ${looked} TerminateCluster`,
    tries: { terminateCluster: 3 },
    fails: true,
  },
]
