import { readFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { localFolder, projectRoot } from '../process/folders.ts'
import { probe } from '../process/health.ts'
import { type LocalCloud, locate } from '../process/local-cloud.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'
import { type DeployedStack, describeStack } from './describe-stack.ts'

/** What is deployed as one sls stage, and where this machine keeps what it reads of it. */
interface OpenStack extends DeployedStack {
  /** Downloads of published tables. */
  folder: string
  reportsFolder: string
}

/** The stack that this process works on; sls stage local, with its fixed names, until another is opened. */
export const stack: OpenStack = {
  stage: 'local',
  account: '000000000000',
  region: 'ap-northeast-2',
  inputBucket: 'card-pipeline-input-local',
  outputBucket: 'card-pipeline-output-local',
  stateMachineArn: 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:card-pipeline-local',
  workgroup: 'card-pipeline-local',
  database: 'card_pipeline_local',
  scanLimit: 10_737_418_240,
  name: 'card-pipeline-local',
  folder: join(localFolder, 'cloud-4566'),
  reportsFolder: join(projectRoot, 'reports'),
}

const usualPort = 4566

/**
 * Turns this process, and its children, to one stage. `local` reaches the local cloud and nothing else, whatever the
 * environment says; any other stage is asked from CloudFormation with the ordinary AWS credentials, profile and region.
 * Throws a CommandError when it cannot be reached.
 */
export async function openStage(name: unknown): Promise<OpenStack> {
  if (name === 'local') {
    const { endpoint, port } = useLocalCloud()
    const found = await probe(endpoint)
    if (found === 'occupied')
      throw new CommandError(
        `port ${port} is taken by another program that is not a local cloud`,
        `stop that program (lsof -i :${port} shows it), or use the port of your local cloud in AWS_ENDPOINT_URL`,
      )
    if (found === 'free')
      throw new CommandError(`nothing answers at ${endpoint}`, 'npm run up starts the local cloud')
    return stack
  }
  if (!/^[A-Za-z][A-Za-z0-9-]{0,40}$/.test(String(name)))
    throw new CommandError(`--stage is not the name of a stage: ${name}`, '--stage prod', exitCodes.usage)
  Object.assign(stack, await describeStack(String(name)))
  stack.folder = join(localFolder, `stage-${stack.stage}-${stack.account}-${stack.region}`)
  stack.reportsFolder = join(projectRoot, 'reports', stack.stage)
  tellFunctionsCode()
  console.error(`account ${stack.account}, ${stack.region}, stage ${stack.stage}`)
  return stack
}

/**
 * Points this process (and its children) at the local cloud: AWS_ENDPOINT_URL from the environment when it is on this
 * machine, else from `.env.local`. Nothing else that the environment says of AWS counts, and proxies do not either: real
 * credentials and card data never travel. Throws a CommandError when AWS_ENDPOINT_URL names another machine.
 */
export function useLocalCloud(): LocalCloud {
  const defaults = parseEnv(readFileSync(join(projectRoot, '.env.local'), 'utf8')) as Record<string, string>
  const cloud = locate(process.env.AWS_ENDPOINT_URL || defaults.AWS_ENDPOINT_URL!, process.env.EMR_HOST)
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  const direct = [process.env.NO_PROXY ?? process.env.no_proxy, 'localhost', '127.0.0.1', '::1']
    .filter(Boolean)
    .join(',')
  Object.assign(process.env, defaults, {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ENDPOINT_URL_EMR: cloud.emrEndpoint,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    NO_PROXY: direct,
    no_proxy: direct,
  })
  stack.folder = cloud.folder
  // Reports of a cloud beside the usual one, such as a test's, do not replace a person's.
  if (cloud.port !== usualPort) stack.reportsFolder = join(projectRoot, 'reports', `cloud-${cloud.port}`)
  tellFunctionsCode()
  return cloud
}

/** The code that commands share with the functions reads these names from the environment. */
const tellFunctionsCode = () =>
  Object.assign(process.env, {
    STAGE: stack.stage,
    INPUT_BUCKET: stack.inputBucket,
    OUTPUT_BUCKET: stack.outputBucket,
    STATE_MACHINE_ARN: stack.stateMachineArn,
  })

/** Turns this process to a cloud beside the one that a person uses, a hundred ports further, which may be wiped. */
export function useOwnCloud(): LocalCloud {
  const { host, port } = useLocalCloud()
  process.env.AWS_ENDPOINT_URL = `http://${host}:${port + 100}`
  return useLocalCloud()
}
