// What a person or a script needs who works by the commands of this project: attach it to whoever does.
// test/local/second-stage.e2e.ts compares it with the calls that every command made.
import { hiveName, tables } from '../hive/contract.ts'
import {
  allow,
  describeRuns,
  input,
  output,
  readHistories,
  readVariables,
  startRuns,
  useKeys,
} from './rights.js'

const name = `card-pipeline-\${sls:stage}`
const arn = (service, resource) => ({
  'Fn::Sub': `arn:aws:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
})

/** What `status`, `query`, `report`, and following a run call. */
const reading = [
  allow(['cloudformation:DescribeStacks'], [arn('cloudformation', `stack/${name}/*`)]),
  allow(['states:ListExecutions'], [arn('states', `stateMachine:${name}`)]),
  describeRuns(),
  readHistories(),
  // The thresholds that the planner was deployed with.
  allow(['lambda:GetFunctionConfiguration'], [arn('lambda', `function:${name}-planStages`)]),
  readVariables(),
  input.listVersions(),
  output.list(),
  output.read(
    '_pipeline/catalog.json',
    '_pipeline/catalog/',
    '_rejected/',
    '_staging/',
    'reports/',
    '_iceberg/',
    ...tables.map((table) => `${table.name}/`),
  ),
]

/** `query --athena`: the query is a command's call; what it reads and writes, Athena does with the caller's rights. */
const asking = [
  allow(
    ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
    [arn('athena', `workgroup/${name}`)],
  ),
  allow(
    ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions'],
    [
      arn('glue', 'catalog'),
      arn('glue', `database/card_pipeline_\${sls:stage}`),
      ...tables.map((table) => arn('glue', `table/card_pipeline_\${sls:stage}/${hiveName(table)}`)),
    ],
  ),
  output.locate(),
  output.read('_athena/'),
  output.write('_athena/'),
  output.abort('_athena/'),
]

/** `upload` stores files; `nightly`, `retract` and `replay` start executions. */
const acting = [input.identify('incoming/'), input.store('incoming/'), startRuns()]

export const resources = async ({ resolveVariable }) => {
  const statements = [...reading, ...asking, ...acting]
  const keys = useKeys(statements, await resolveVariable('param:kmsKey'))
  return {
    Resources: {
      OperatorPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: `${name}-operator`,
          Description: `What the commands of card-pipeline call on stage \${sls:stage}`,
          PolicyDocument: { Version: '2012-10-17', Statement: [...statements, ...keys] },
        },
      },
    },
  }
}
