import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { CommandError } from '../terminal/command-error.ts'

/** What is deployed as one sls stage. */
export interface DeployedStack {
  stage: string
  account: string
  region: string
  inputBucket: string
  outputBucket: string
  stateMachineArn: string
  workgroup: string
  /** Of the tables for Athena. */
  database: string
  /** Bytes that one Athena query may scan. */
  scanLimit: number
  /** Name of its functions up to the last hyphen, and of its state machine. */
  name: string
}

/**
 * What CloudFormation says of a stage: its names are the outputs of its stack, account and region stand in the stack's id.
 * Throws a CommandError of one sentence without credentials, region or stack.
 */
export async function describeStack(stage: string): Promise<DeployedStack> {
  const name = `card-pipeline-${stage}`
  const found = await find(name)
  const [, , , region, account] = found.StackId!.split(':') as [string, string, string, string, string]
  const outputs = outputsOf(found)
  const read = (output: string): string => {
    const value = outputs.get(output)
    if (value) return value
    throw new CommandError(
      `the stack ${name} in ${region} has no output ${output}: an older version is deployed, or its deployment failed`,
      `npx sls deploy --stage ${stage}`,
    )
  }
  return {
    stage,
    account,
    region,
    name,
    inputBucket: read('InputBucketName'),
    outputBucket: read('OutputBucketName'),
    stateMachineArn: read('PipelineStateMachineArn'),
    workgroup: read('AthenaWorkgroupName'),
    database: read('AthenaDatabaseName'),
    scanLimit: Number(read('AthenaScanLimit')),
  }
}

/** The outputs of a stack whose last deployment went well; undefined without one. */
export async function readOutputs(name: string): Promise<Map<string, string> | undefined> {
  const found = await find(name)
  return /^(CREATE|UPDATE)_COMPLETE$/.test(found.StackStatus!) ? outputsOf(found) : undefined
}

const outputsOf = ({ Outputs = [] }: Stack) =>
  new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]))

async function find(StackName: string): Promise<Stack> {
  const client = new CloudFormationClient({})
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
    if (Stacks[0]) return Stacks[0]
  } catch (error) {
    throw explain(error as Error, StackName)
  }
  throw new CommandError(`there is no stack ${StackName}`, advice)
}

const advice = 'choose profile and region with AWS_PROFILE and AWS_REGION; --stage local needs neither'

function explain(error: Error, name: string): Error {
  if (/does not exist/.test(error.message)) return new CommandError(`there is no stack ${name}`, advice)
  if (/region is missing/i.test(error.message)) return new CommandError('no AWS region is set', advice)
  if (error.name === 'CredentialsProviderError')
    return new CommandError(`no AWS credentials: ${error.message}`, advice)
  return error
}
