import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster, ClusterState, Step, StepState } from '@aws-sdk/client-emr'
import { judgeStep } from '../../../functions/emr/step.ts'

const limits = { startSeconds: 1800, runSeconds: 3600 }
const now = new Date('2024-01-01T03:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

interface Case {
  name: string
  step: StepState
  created?: number
  started?: number
  cluster?: ClusterState
  code?: string
  message?: string
  next: 'wait' | 'done' | 'failed' | 'unavailable'
  reason?: RegExp
}

const cases: Case[] = [
  {
    name: 'a step that waits for its cluster',
    step: 'PENDING',
    created: 600,
    cluster: 'STARTING',
    next: 'wait',
  },
  { name: 'a step that runs', step: 'RUNNING', started: 600, cluster: 'RUNNING', next: 'wait' },
  { name: 'a step that has ended well', step: 'COMPLETED', started: 600, cluster: 'WAITING', next: 'done' },
  {
    name: 'a step that has ended well before its cluster was terminated',
    step: 'COMPLETED',
    cluster: 'TERMINATED',
    next: 'done',
  },
  {
    name: 'a step that failed',
    step: 'FAILED',
    cluster: 'WAITING',
    message: 'no such table',
    next: 'failed',
    reason: /s-1 failed: no such table \(log: s3:\/\/logs\/stderr.gz\)/,
  },
  {
    name: 'a step that was cancelled',
    step: 'CANCELLED',
    cluster: 'WAITING',
    next: 'failed',
    reason: /cancelled/,
  },
  {
    name: 'no capacity',
    step: 'PENDING',
    cluster: 'TERMINATED_WITH_ERRORS',
    code: 'INSTANCE_FLEET_TIMEOUT',
    next: 'unavailable',
    reason: /cluster j-1 ended: INSTANCE_FLEET_TIMEOUT/,
  },
  {
    name: 'a cluster that goes down while its step seems to run',
    step: 'RUNNING',
    started: 10,
    cluster: 'TERMINATING',
    code: 'INSTANCE_FAILURE',
    next: 'failed',
    reason: /INSTANCE_FAILURE/,
  },
  {
    name: 'a step that hangs',
    step: 'RUNNING',
    started: 3601,
    cluster: 'RUNNING',
    next: 'failed',
    reason: /more than 3600 s/,
  },
  {
    name: 'a cluster that never gets ready',
    step: 'PENDING',
    created: 1801,
    cluster: 'BOOTSTRAPPING',
    next: 'unavailable',
    reason: /did not start within 1800 s/,
  },
]

for (const { name, step, created = 0, started, cluster, code, message, next, reason } of cases) {
  test(`${name}: ${next}`, () => {
    const verdict = judgeStep(
      {
        Id: 's-1',
        Status: {
          State: step,
          Timeline: {
            CreationDateTime: ago(created),
            StartDateTime: started === undefined ? undefined : ago(started),
          },
          FailureDetails: { Message: message, LogFile: 's3://logs/stderr.gz' },
        },
      } as Step,
      { Id: 'j-1', Status: { State: cluster, StateChangeReason: { Code: code } } } as Cluster,
      limits,
      now,
    )
    assert.equal(verdict.next, next)
    if (reason) assert.match('reason' in verdict ? verdict.reason : '', reason)
  })
}
