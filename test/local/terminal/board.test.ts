import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Job, runJobs } from '../../../local/terminal/board.ts'

/** Does jobs one after the other, without a terminal; returns what was said. */
async function record(jobs: Job[]): Promise<{ said: string[]; error: unknown }> {
  const said: string[] = []
  const { log } = console
  console.log = (line: string) => void said.push(line)
  try {
    const error = await runJobs(jobs, 'plain', 1).catch((fault: unknown) => fault)
    return { said, error }
  } finally {
    console.log = log
  }
}

const job = (title: string, ok: boolean): Job => ({ title, work: async () => ({ line: 'ended', ok }) })

test('a new milestone and a new trouble get a line each, once', async () => {
  const work: Job['work'] = async (show) => {
    show('ComputeStages 0/3', 'ComputeStages')
    show('ComputeStages 1/3', 'ComputeStages', 'aggregate failed')
    show('Publish 1/3', 'Publish', 'etl/2024-03 failed')
    show('ComputeStages 1/3', 'ComputeStages', 'aggregate failed')
    return { line: 'ended', ok: true }
  }
  const { said } = await record([{ title: 'a.csv', work }])
  assert.deepEqual(said, [
    'a.csv  ComputeStages 0/3',
    'a.csv  aggregate failed',
    'a.csv  Publish 1/3',
    'a.csv  etl/2024-03 failed',
    'a.csv  ComputeStages 1/3',
    'a.csv  ended',
  ])
})

test('a job that ends badly keeps no other from being done', async () => {
  const { said, error } = await record([job('a.csv', false), job('b.csv', true)])
  assert.deepEqual(said, ['a.csv  ended', 'b.csv  ended'])
  assert.equal(error, undefined)
})

test('after an error no job is begun, and the error is thrown', async () => {
  const interrupted = new Error('interrupted')
  const work: Job['work'] = async () => {
    throw interrupted
  }
  const { said, error } = await record([{ title: 'a.csv', work }, job('b.csv', true)])
  assert.deepEqual(said, [])
  assert.equal(error, interrupted)
})
