/** A shown command that test:docs does not run, and why. */
interface Exception {
  /** The command as the document shows it. */
  command: string
  reason: string
}

/** Commands that documents show and test:docs does not run. One that no document shows any more fails a test. */
export const exceptions: Exception[] = [
  {
    command: 'npm ci && npm test',
    reason: '.ci/run runs both on a clean clone; here it would be the whole test run once more',
  },
  { command: 'npm test', reason: 'as above' },
  ...[
    'npx sls deploy --stage prod --param alarmEmail=you@example.com --param emrSubnet=subnet-0123456789abcdef0',
    'aws s3 cp march.csv s3://card-pipeline-input-prod-<account>/incoming/march.csv',
    'aws stepfunctions list-executions --state-machine-arn arn:aws:states:ap-northeast-2:<account>:stateMachine:card-pipeline-prod',
    'aws s3 ls --recursive s3://card-pipeline-output-prod-<account>/monthly_trend/',
  ].map((command) => ({ command, reason: 'needs an AWS account' })),
]

/** Programs that shown commands may start with; anything else fails as unknown. */
export const programs = [
  'aws',
  'awslocal',
  'cat',
  'cd',
  'export',
  'git',
  'node',
  'npm',
  'npx',
  'set',
  'test',
  '.',
]

/** Programs that a command line starts, one for each part of it. */
export const programsOf = (command: string): string[] =>
  command
    .replace(/"[^"]*"|'[^']*'/g, 'text')
    .split(/&&|\|\||[|;]/)
    .map((part) => part.trim().replace(/^(?:[A-Z_]+=\S* +)+/, ''))
    .map((part) => part.split(/\s/)[0]!)
