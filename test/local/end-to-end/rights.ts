import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import { parse } from 'yaml'
import { projectRoot } from '../../../local/process/folders.ts'
import { packageProd } from '../../serverless/packaged.ts'
import { prefixesOf, type Statement, statementsOf } from '../../serverless/policies.ts'

/** The right that a recorded call needs. */
const actions: Record<string, string> = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  CopyObject: 's3:PutObject',
  DeleteObjects: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
}
const services: Record<string, string> = { SNS: 'sns', SFN: 'states', EMR: 'elasticmapreduce', Glue: 'glue' }

const logs = new CloudWatchLogsClient({})

/** Calls of a function since the cloud was started, such as `S3 PutObject _staging/`. */
async function recordedCalls(name: string): Promise<string[]> {
  const calls = new Set<string>()
  const logGroupName = `/aws/lambda/card-pipeline-local-${name}`
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName }))
    for (const { message } of events)
      if (message?.includes('"message":"calls"'))
        for (const call of Object.keys(JSON.parse(message).calls)) calls.add(call)
  return [...calls]
}

/** True when a role allows a recorded call. */
function allows(statements: Statement[], call: string): boolean {
  const [service, command, prefix] = call.split(' ') as [string, string, string?]
  const action = service === 'S3' ? actions[command]! : `${services[service]}:${command}`
  const allowed = statements.filter(({ Action }) => Action.includes(action))
  if (!prefix) return allowed.length > 0
  if (prefix === 'incoming/') return JSON.stringify(allowed).includes('/incoming/*')
  return prefixesOf(statements, action).some((allowedPrefix) => allowedPrefix.startsWith(prefix))
}

const functions = Object.keys(parse(readFileSync(join(projectRoot, 'serverless/functions.yml'), 'utf8')))
for (const name of functions) {
  test(`${name}: its role on AWS allows every call made here`, async () => {
    // Here and not above: packaging clears the folder that a deployment works in.
    const { resources } = await packageProd()
    const roleId = `${name[0]!.toUpperCase()}${name.slice(1)}Role`
    const statements = statementsOf(resources[roleId]!)
    const calls = await recordedCalls(name)
    assert.deepEqual(
      calls.filter((call) => !allows(statements, call)),
      [],
    )
  })
}
