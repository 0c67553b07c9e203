import { mkdirSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import { join } from 'node:path'
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { readOutputs } from '../pipeline/describe-stack.ts'
import { stack } from '../pipeline/stack.ts'
import { projectRoot } from '../process/folders.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { lastLines, run } from '../process/program.ts'
import { CommandError } from '../terminal/command-error.ts'
import { deployedSources, fingerprint } from './fingerprint.ts'
import { environment, saveCloud, withoutProxies } from './ministack.ts'
import { adviseStartingAnew, findOwner } from './owner.ts'

/** What stands in a cloud: the fingerprint of its sources and parameters, and the folder that they came from. */
interface Deployed {
  sources: string
  from: string
}

/**
 * Deploys sls stage local unless the cloud says that exactly this is deployed already. Returns whether it did. Throws a
 * CommandError.
 * @param params values for parameters of serverless.yml, each `name=value`
 */
export async function deploy(
  cloud: LocalCloud,
  params: string[],
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  const extra = [process.versions.node, cloud.emrEndpoint, ...params].join(' ')
  const sources = fingerprint(projectRoot, deployedSources, extra)
  const deployed = await readDeployed()
  if (deployed?.sources === sources) return false
  if (deployed && deployed.from !== projectRoot) say(`replacing what was deployed from ${deployed.from}`)
  await runServerless(cloud, params, { sources, from: projectRoot }, signal)
  await saveCloud(cloud)
  return true
}

async function runServerless(
  cloud: LocalCloud,
  params: string[],
  { sources, from }: Deployed,
  signal: AbortSignal | undefined,
): Promise<void> {
  const owner = findOwner(cloud)
  // A cloud whose functions run in containers first downloads their image.
  const seconds = owner ? 300 : 900
  mkdirSync(cloud.folder, { recursive: true })
  const logFile = join(cloud.folder, 'deploy.log')
  const program = {
    command: join(projectRoot, 'node_modules/.bin/sls'),
    // Our fingerprint decides; after a crash sls would compare with artifacts newer than the stack.
    args: ['deploy', '--stage', 'local', '--force', ...params.map((param) => `--param=${param}`)],
    env: {
      ...withoutProxies(process.env),
      PATH: environment(cloud).PATH,
      DEPLOYED_SOURCES: sources,
      DEPLOYED_FROM: from,
      NODE_COMPILE_CACHE: getCompileCacheDir(),
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
      // milliseconds between its looks at a stack, which on AWS takes minutes
      SLS_AWS_MONITORING_FREQUENCY: '250',
    },
    cwd: projectRoot,
    logFile,
  }
  const { code, timedOut } = await run(program, seconds, signal)
  if (code === 0) return
  const why = timedOut ? `did not end within ${seconds} s` : 'failed'
  throw new CommandError(
    `sls deploy --stage local ${why}:\n${lastLines(logFile, 15)}`,
    `all of it is in ${logFile}; ${adviseStartingAnew(owner)}`,
  )
}

/** What the cloud itself says; undefined unless the last deployment went well and what it made is still there. */
async function readDeployed(): Promise<Deployed | undefined> {
  const s3 = new S3Client({ forcePathStyle: true })
  try {
    const outputs = await readOutputs(stack.name)
    await new SFNClient({}).send(new DescribeStateMachineCommand({ stateMachineArn: stack.stateMachineArn }))
    for (const Bucket of [stack.inputBucket, stack.outputBucket])
      await s3.send(new HeadBucketCommand({ Bucket }))
    const [sources, from] = [outputs?.get('DeployedSources'), outputs?.get('DeployedFrom')]
    return sources && from ? { sources, from } : undefined
  } catch {
    // Whatever is wrong, deploying is the answer, and it says more.
    return undefined
  }
}
