import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { projectRoot } from '../process/folders.ts'
import { type LocalCloud, locate } from '../process/local-cloud.ts'

/** Names that sls stage local fixes, so that any S3 client can use them. */
export const stack = {
  inputBucket: 'card-pipeline-input-local',
  outputBucket: 'card-pipeline-output-local',
  stateMachine: 'card-pipeline-local',
  stateMachineArn: 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:card-pipeline-local',
} as const

/**
 * Points this process (and its children) at the local cloud: AWS_ENDPOINT_URL from the environment, else from
 * `.env.local`. Credentials are always the dummy ones, so that real ones never travel. Returns where it is.
 */
export function useLocalCloud(): LocalCloud {
  const defaults = parseEnv(readFileSync(join(projectRoot, '.env.local'), 'utf8')) as Record<string, string>
  const endpoint = process.env.AWS_ENDPOINT_URL || defaults.AWS_ENDPOINT_URL!
  for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN']) delete process.env[name]
  Object.assign(process.env, defaults, { AWS_ENDPOINT_URL: endpoint })
  const cloud = locate(endpoint)
  process.env.AWS_ENDPOINT_URL_EMR ||= `http://${cloud.host}:${cloud.emrPort}`
  process.env.INPUT_BUCKET ||= stack.inputBucket
  process.env.OUTPUT_BUCKET ||= stack.outputBucket
  process.env.STATE_MACHINE_ARN ||= stack.stateMachineArn
  return cloud
}
