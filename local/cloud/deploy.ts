import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { stack } from '../pipeline/stack.ts'
import { projectRoot } from '../process/folders.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { lastLines, run } from '../process/program.ts'
import { CommandError } from '../terminal/command-error.ts'
import { deployedSources, fingerprint } from './fingerprint.ts'
import { deployedFile, environment, saveState, withoutProxies } from './ministack.ts'

const seconds = 300

/**
 * Deploys sls stage local unless exactly this is deployed already. Returns whether it did. Throws a CommandError.
 * @param params values for parameters of serverless.yml, each `name=value`
 */
export async function deploy(cloud: LocalCloud, params: string[], signal?: AbortSignal): Promise<boolean> {
  const extra = [process.versions.node, ...params].join(' ')
  const wanted = fingerprint(projectRoot, deployedSources, extra)
  const marker = deployedFile(cloud)
  const deployed = existsSync(marker) ? readFileSync(marker, 'utf8') : ''
  if (deployed === wanted && (await stackStands())) return false
  rmSync(marker, { force: true })
  const logFile = join(cloud.folder, 'deploy.log')
  const program = {
    command: join(projectRoot, 'node_modules/.bin/sls'),
    // Our fingerprint decides; after a crash sls would compare with artifacts newer than the stack.
    args: ['deploy', '--stage', 'local', '--force', ...params.map((param) => `--param=${param}`)],
    env: {
      ...withoutProxies(process.env),
      PATH: environment(cloud).PATH,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    cwd: projectRoot,
    logFile,
  }
  const { code, timedOut } = await run(program, seconds, signal)
  if (code !== 0) {
    const why = timedOut ? `did not end within ${seconds} s` : 'failed'
    throw new CommandError(
      `sls deploy --stage local ${why}:\n${lastLines(logFile, 15)}`,
      `all of it is in ${logFile}; npm run down -- --wipe && npm run up starts from nothing`,
    )
  }
  await saveState(cloud)
  writeFileSync(marker, wanted)
  return true
}

/** True when the state machine and both buckets are there. */
async function stackStands(): Promise<boolean> {
  const s3 = new S3Client({ forcePathStyle: true })
  const sfn = new SFNClient({})
  try {
    await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: stack.stateMachineArn }))
    for (const Bucket of [stack.inputBucket, stack.outputBucket])
      await s3.send(new HeadBucketCommand({ Bucket }))
    return true
  } catch {
    // Whatever is wrong, deploying is the answer, and it says more.
    return false
  }
}
