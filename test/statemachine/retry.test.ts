import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { deployedPolicy } from '../../functions/catalog/context.ts'
import { environment } from '../../local/cloud/ministack.ts'
import { projectRoot } from '../../local/process/folders.ts'
import { locate } from '../../local/process/local-cloud.ts'
import { readDefinition, statesOf } from './definition.ts'

process.env.HEAVY_ROWS = '1000000'
const pipeline = new Map(statesOf(readDefinition('pipeline')))
const tasks = [...pipeline, ...statesOf(readDefinition('emr-step'))].filter(([, { Type }]) => Type === 'Task')

interface Retrier {
  ErrorEquals: string[]
  IntervalSeconds: number
  BackoffRate: number
  MaxAttempts: number
  MaxDelaySeconds?: number
  JitterStrategy?: 'FULL'
}

/** Seconds that pass between the attempts when every one of them fails. Jitter only shortens them. */
function longestWait({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds = Infinity }: Retrier) {
  const delays = Array.from({ length: MaxAttempts }, (_, n) => IntervalSeconds * BackoffRate ** n)
  return delays.reduce((sum, delay) => sum + Math.min(delay, MaxDelaySeconds), 0)
}

/** Seconds of a task that fails by all that its retriers name, and comes to its time limit in every attempt they leave. */
function longestTask({ TimeoutSeconds, Retry }: { TimeoutSeconds: number; Retry: Retrier[] }): number {
  const anyFault = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))
  const attempts = 1 + (anyFault?.MaxAttempts ?? 0)
  return attempts * TimeoutSeconds + Retry.reduce((sum, retrier) => sum + longestWait(retrier), 0)
}

const seconds = (name: string) => longestTask(pipeline.get(name))

test('a claim outlasts the longest round of its engine', () => {
  const { claimMillis } = deployedPolicy()
  const lambda = seconds('Aggregate') + seconds('Publish')
  assert.ok(claimMillis.lambda > lambda * 1000, `${lambda} s`)
  const emr = Math.max(seconds('Aggregate'), seconds('ComputeOnEmr')) + seconds('Publish')
  assert.ok(claimMillis.emr > emr * 1000, `${emr} s`)
})

test('a round holds no more stages than run at the same time', () => {
  const { params } = parse(readFileSync(join(projectRoot, 'serverless.yml'), 'utf8'))
  assert.ok(deployedPolicy().stagesPerRound <= params.default.concurrency)
})

test('every call of a function outlasts minutes without room, spread out and at most a minute apart', () => {
  for (const [name, { Resource, Retry }] of tasks) {
    if (!Resource['Fn::GetAtt']) continue
    const throttled = Retry.find(({ ErrorEquals }: Retrier) =>
      ErrorEquals.includes('Lambda.TooManyRequestsException'),
    )
    assert.deepEqual(throttled.ErrorEquals, ['Lambda.TooManyRequestsException'], name)
    assert.equal(throttled.JitterStrategy, 'FULL')
    assert.ok(throttled.MaxDelaySeconds <= 60, name)
    assert.ok(longestWait(throttled) > 10 * 60, `${name} gives up after ${longestWait(throttled)} s`)
  }
})

test('on the local cloud a fault that stays is given up within seconds', () => {
  const scale = Number(environment(locate('http://127.0.0.1:4566')).SFN_WAIT_SCALE)
  const anyFault = pipeline.get('Aggregate').Retry.at(-1)
  assert.deepEqual(anyFault.ErrorEquals, ['States.ALL'])
  assert.ok(scale > 0 && scale * longestWait(anyFault) < 20, String(scale))
})
