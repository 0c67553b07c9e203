import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn'
import { listVersions } from '../../../functions/storage/object-versions.ts'
import { withoutProxies } from '../../../local/cloud/ministack.ts'
import { projectRoot } from '../../../local/process/folders.ts'
import { cloud, type Ended } from '../end-to-end/cloud.ts'

/** The stage beside `local`, as on AWS: names that carry stage and account, credentials from the environment. */
export const second = 'second'

const account = '000000000000'
const credentials = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'ap-northeast-2',
}

export type StageName = 'local' | typeof second

/** What the names of a stage's resources are. */
export const namesOf = (stage: StageName) => {
  const suffix = stage === 'local' ? 'local' : `${stage}-${account}`
  return {
    buckets: [`card-pipeline-input-${suffix}`, `card-pipeline-output-${suffix}`],
    stateMachineArn: `arn:aws:states:ap-northeast-2:${account}:stateMachine:card-pipeline-${stage}`,
  }
}

/** Runs a program of this project to its end. */
function run(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const options = { cwd: projectRoot, env, timeout: 900_000, maxBuffer: 1e8 }
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 255) : 0, stdout, stderr })
    })
  })
}

/** The environment of whoever works on AWS: nothing of the local cloud's but its address. */
const bare = (endpoint: string): NodeJS.ProcessEnv => ({
  PATH: `${join(projectRoot, 'node_modules/.bin')}:${process.env.PATH}`,
  HOME: process.env.HOME,
  TMPDIR: process.env.TMPDIR,
  ...credentials,
  AWS_ENDPOINT_URL: endpoint,
})

/** Deploys the second stage into the tests' cloud as it is deployed to AWS. Throws with what was said when that fails. */
export async function deploySecond(...more: string[]): Promise<void> {
  // its functions run on this machine, as those of stage local do, and so they share their packages
  const params = ['emr=off', 'retention=Delete', 'binding=*', ...more].map((param) => `--param=${param}`)
  const env = {
    ...withoutProxies(bare(cloud.endpoint)),
    LOCAL_STAGE: second,
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    // milliseconds between its looks at a stack, which on AWS takes minutes
    SLS_AWS_MONITORING_FREQUENCY: '250',
  }
  const args = [join(projectRoot, 'node_modules/.bin/sls'), 'deploy', '--stage', second, '--force', ...params]
  const { code, stdout, stderr } = await run(process.execPath, args, env)
  if (code !== 0) throw new Error(`sls deploy --stage ${second} ended with ${code}:\n${stdout}\n${stderr}`)
}

/** Runs a command on a stage, through an address that records. */
export function commandOn(
  stage: StageName,
  endpoint: string,
  script: string,
  ...args: string[]
): Promise<Ended> {
  const stageArgs = stage === 'local' ? [] : ['--stage', stage]
  const env =
    stage === 'local'
      ? { ...process.env, AWS_ENDPOINT_URL: endpoint, NODE_TEST_CONTEXT: undefined }
      : bare(endpoint)
  const prepared = ['--import', './local/terminal/prepare.mjs', `local/${script}.ts`]
  return run(process.execPath, [...prepared, ...args, ...stageArgs], env)
}

/** Everything that stands in a stage: versions of its objects, and its executions. Equal when nothing was touched. */
export async function fingerprintOf(stage: StageName): Promise<string[]> {
  const { buckets, stateMachineArn } = namesOf(stage)
  const lines: string[] = []
  for (const bucket of buckets)
    for await (const { key, versionId } of listVersions(bucket, ''))
      lines.push(`${bucket}/${key} ${versionId}`)
  for await (const { executions = [] } of paginateListExecutions(
    { client: new SFNClient({}) },
    { stateMachineArn },
  ))
    for (const { name, status } of executions) lines.push(`${name} ${status}`)
  return lines.sort()
}
