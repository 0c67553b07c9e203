import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'

/** Folder of the project. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url))

/** Folder of everything installed or kept for the local cloud (CARD_PIPELINE_LOCAL); safe to delete while nothing runs. */
export const localFolder = process.env.CARD_PIPELINE_LOCAL ?? join(projectRoot, '.local')

/** Names that sls stage local fixes, so that any S3 client can use them. */
export const stack = {
  inputBucket: 'card-pipeline-input-local',
  outputBucket: 'card-pipeline-output-local',
  stateMachine: 'card-pipeline-local',
  stateMachineArn: 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:card-pipeline-local',
} as const

/** Where one local cloud listens and keeps its things; a cloud on another port is another cloud. */
export interface LocalCloud {
  endpoint: string
  host: string
  port: number
  /** Port of the local EMR endpoint. */
  emrPort: number
  /** Folder of its state, logs and process ids. */
  folder: string
}

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

/** Reads an endpoint URL. Throws on anything that is not `http://host:port`. */
export function locate(endpoint: string): LocalCloud {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:') throw new Error(`AWS_ENDPOINT_URL is not http://host:port: ${endpoint}`)
  const port = Number(url.port || 80)
  return {
    endpoint: `http://${url.host}`,
    host: url.hostname,
    port,
    emrPort: port + 1,
    folder: join(localFolder, `cloud-${port}`),
  }
}
