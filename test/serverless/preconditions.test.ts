import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'

const cases: [what: string, args: string[], answer: RegExp][] = [
  [
    'deploying locally without a local cloud',
    ['deploy', '--stage', 'local'],
    /no local cloud answers at http:\/\/127\.0\.0\.1:1: npm run up/,
  ],
  [
    'deploying to AWS with EMR and without a subnet',
    ['deploy', '--stage', 'prod'],
    /emr=on needs a private subnet.*\n +aws ec2 create-tags --resources subnet-ID --tags Key=for-use-with-amazon-emr-managed-policies,Value=true\n +aws ec2 create-tags --resources vpc-ID .*\n.*--param emr=off/,
  ],
  [
    'packaging for AWS without its DuckDB',
    ['package', '--stage', 'prod', '--param', 'binding=linux-none'],
    /npm pack @duckdb\/node-bindings-linux-none@/,
  ],
]

for (const [what, args, answer] of cases)
  test(`${what} says what to do`, () => {
    const bin = join(projectRoot, 'node_modules/.bin')
    const { status, stdout, stderr } = spawnSync(join(bin, 'sls'), args, {
      cwd: projectRoot,
      encoding: 'utf8',
      timeout: 120_000,
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        // it has said what is wrong by then, and asks AWS once more
        SLS_AWS_REQUEST_MAX_RETRIES: '0',
      },
    })
    assert.equal(status, 1)
    assert.match(stdout + stderr, answer)
  })
