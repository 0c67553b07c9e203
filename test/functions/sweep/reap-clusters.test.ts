import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emr } from '../../../functions/emr/cluster.ts'
import { reapClusters } from '../../../functions/sweep/reap-clusters.ts'

const now = new Date('2026-01-01T12:00:00Z')
const cluster = (Id: string, Name: string) => ({
  Id,
  Name,
  Status: { Timeline: { CreationDateTime: new Date('2026-01-01T09:00:00Z') } },
})
const clusters = [
  cluster('j-RUNNING', 'card-pipeline-prod upload-1'),
  cluster('j-ABORTED', 'card-pipeline-prod upload-2'),
  cluster('j-UNKNOWN', 'card-pipeline-prod upload-3'),
  cluster('j-OTHERS', 'card-pipeline-production upload-2'),
  cluster('j-FOREIGN', 'something else'),
]
const statuses: Record<string, string> = { 'upload-1': 'RUNNING', 'upload-2': 'ABORTED' }
const statusOf = async (execution: string) => statuses[execution] ?? null

/** Calls the reaper on those clusters; what it asked EMR to end. */
async function reap(): Promise<{ reaped: string[]; ended: string[] }> {
  const ended: string[] = []
  emr.send = (async ({ input }: { input: { JobFlowIds?: string[] } }) => {
    if (input.JobFlowIds) ended.push(...input.JobFlowIds)
    return { Clusters: clusters }
  }) as never
  return { reaped: await reapClusters('prod', statusOf, now), ended }
}

test('clusters whose run does not run are ended, and only those of this sls stage', async () => {
  const { reaped, ended } = await reap()
  assert.deepEqual(reaped, ['j-ABORTED', 'j-UNKNOWN'])
  assert.deepEqual(ended, reaped)
})

test('with nothing to end nothing is asked of EMR', async () => {
  statuses['upload-2'] = statuses['upload-3'] = 'RUNNING'
  assert.deepEqual((await reap()).ended, [])
})
