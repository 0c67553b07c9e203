// Words for what a role may do: each gives policy statements. The names are those of serverless/roles.js.

const bucket = (param) => ({ 'Fn::Join': ['', ['arn:aws:s3:::', `\${param:${param}}`]] })
const under = (param, prefix) => ({
  'Fn::Join': ['', ['arn:aws:s3:::', `\${param:${param}}`, `/${prefix}*`]],
})
/** One policy statement. */
export const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource })

const onObjects = (param, actions) => (prefixes) =>
  allow(
    actions,
    prefixes.map((prefix) => under(param, prefix)),
  )

/** Rights on the bucket users drop files into: no function may change or delete them. */
export const input = {
  read: (...prefixes) => onObjects('inputBucket', ['s3:GetObject', 's3:GetObjectVersion'])(prefixes),
  /** Tells a missing object from a forbidden one, as in `output.list`. */
  find: () => allow(['s3:ListBucket'], [bucket('inputBucket')]),
  list: () => allow(['s3:ListBucket', 's3:ListBucketVersions'], [bucket('inputBucket')]),
  listVersions: () => allow(['s3:ListBucketVersions'], [bucket('inputBucket')]),
  /** Tells what a version is that was just stored. */
  identify: (...prefixes) => onObjects('inputBucket', ['s3:GetObjectVersion'])(prefixes),
  /** Drops files, large ones in parts. */
  store: (...prefixes) => onObjects('inputBucket', ['s3:PutObject', 's3:AbortMultipartUpload'])(prefixes),
}

/** Rights on the bucket of the tables and of the pipeline's own state. */
export const output = {
  read: (...prefixes) => onObjects('outputBucket', ['s3:GetObject'])(prefixes),
  write: (...prefixes) => onObjects('outputBucket', ['s3:PutObject'])(prefixes),
  // What whoever writes large objects in parts needs besides.
  abort: (...prefixes) => onObjects('outputBucket', ['s3:AbortMultipartUpload'])(prefixes),
  // What Spark's committer, which writes every file in parts, needs besides.
  commit: (...prefixes) =>
    onObjects('outputBucket', ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'])(prefixes),
  listInterrupted: () => allow(['s3:ListBucketMultipartUploads'], [bucket('outputBucket')]),
  remove: (...prefixes) => onObjects('outputBucket', ['s3:DeleteObject'])(prefixes),
  // Without it S3 says "forbidden" instead of "not found" of a missing object. Keys hold no card data.
  list: () => allow(['s3:ListBucket'], [bucket('outputBucket')]),
  locate: () => allow(['s3:GetBucketLocation'], [bucket('outputBucket')]),
}

export const sendMessages = () => allow(['sns:Publish'], [{ Ref: 'Messages' }])

const pipeline = `card-pipeline-\${sls:stage}`
const emrStep = `card-pipeline-emr-\${sls:stage}`
const states = (kind, name) => ({
  'Fn::Sub': `arn:aws:states:\${AWS::Region}:\${AWS::AccountId}:${kind}:${name}`,
})
export const startRuns = () => allow(['states:StartExecution'], [states('stateMachine', pipeline)])
export const describeRuns = () => allow(['states:DescribeExecution'], [states('execution', `${pipeline}:*`)])
/** The history of a run and of the executions it started: what it used, for its cost. */
export const readHistories = () =>
  allow(
    ['states:GetExecutionHistory'],
    [states('execution', `${pipeline}:*`), states('execution', `${emrStep}:*`)],
  )

const glue = (resource) => ({ 'Fn::Sub': `arn:aws:glue:\${AWS::Region}:\${AWS::AccountId}:${resource}` })
const analytics = `card_pipeline_\${sls:stage}`
/** Rights on the Glue tables that send readers to snapshots, and on no other. */
export const sendReaders = () =>
  allow(
    ['glue:GetTable', 'glue:CreateTable', 'glue:UpdateTable'],
    [glue('catalog'), glue(`database/${analytics}`), glue(`table/${analytics}/*_snapshots`)],
  )

const pipelineKey = { 'Fn::GetAtt': ['PipelineKey', 'Arn'] }

/** What every function may do: read its variables, write its own log and send its trace. */
export const observe = (name) => [
  readVariables(),
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [
      {
        'Fn::Sub': `arn:aws:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${pipeline}-${name}:*`,
      },
    ],
  ),
  allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
]

/** Rights to read the variables of functions. */
export const readVariables = () => allow(['kms:Decrypt'], [pipelineKey])

/** Messages travel through a topic with a key of ours; buckets have one when the parameter kmsKey names it. */
export const useKeys = (statements, kmsKey) => {
  const actions = statements.flatMap(({ Action }) => Action)
  const topic = actions.includes('sns:Publish')
  const data = kmsKey && actions.some((action) => /^s3:(Get|Put)Object/.test(action))
  const cipher = ['kms:Decrypt', 'kms:GenerateDataKey']
  return [...(topic ? [allow(cipher, [pipelineKey])] : []), ...(data ? [allow(cipher, [kmsKey])] : [])]
}

/** Name of a function's role in the template: `onUpload` → `OnUploadRole`. */
export const roleName = (name) => `${name[0].toUpperCase()}${name.slice(1)}Role`

/** A role that one AWS service takes on. */
export const role = (service, statements) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      { PolicyName: 'rights', PolicyDocument: { Version: '2012-10-17', Statement: statements.flat() } },
    ],
  },
})
