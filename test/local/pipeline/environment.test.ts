import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { withoutProxies } from '../../../local/cloud/ministack.ts'
import { projectRoot } from '../../../local/process/folders.ts'

const folder = mkdtempSync(join(tmpdir(), 'environment-'))
const sample = join(folder, 'a.csv')
writeFileSync(sample, 'transaction_id\n')

/** A server that counts what reaches it; only a local cloud has a health. */
async function listen(health: object): Promise<{ server: Server; url: string; calls: string[] }> {
  const calls: string[] = []
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`)
    const isHealth = request.url === '/_localstack/health'
    response.writeHead(isHealth ? 200 : 403)
    if (isHealth) response.end(JSON.stringify(health))
    else if (request.headers['x-amz-target'])
      response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }))
    else response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
  })
  server.on('connect', (request, socket) => {
    calls.push(`CONNECT ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}

const cloud = await listen({ services: {} })
const elsewhere = await listen({ services: {} })
const foreign = await listen({ hello: 'a web server' })
after(() => {
  for (const { server } of [cloud, elsewhere, foreign]) server.close()
  rmSync(folder, { recursive: true, force: true })
})

const profile = join(folder, 'config')
writeFileSync(
  profile,
  [
    '[profile company]',
    'region = eu-west-1',
    'aws_access_key_id = AKIAREALLOOKINGKEY00',
    'aws_secret_access_key = real',
    `endpoint_url = ${elsewhere.url}`,
    'services = all',
    '[services all]',
    ...['s3', 'sfn', 'lambda', 'cloudformation'].flatMap((name) => [
      `${name} =`,
      `  endpoint_url = ${elsewhere.url}`,
    ]),
  ].join('\n'),
)

/** Everything that has led local commands astray, at once. */
const astray: NodeJS.ProcessEnv = {
  AWS_PROFILE: 'company',
  AWS_DEFAULT_PROFILE: 'company',
  AWS_CONFIG_FILE: profile,
  AWS_SHARED_CREDENTIALS_FILE: profile,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAREALLOOKINGKEY00',
  AWS_SECRET_ACCESS_KEY: 'real',
  AWS_SESSION_TOKEN: 'real',
  AWS_ENDPOINT_URL_S3: elsewhere.url,
  AWS_ENDPOINT_URL_SFN: elsewhere.url,
  AWS_ENDPOINT_URL_LAMBDA: elsewhere.url,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  INPUT_BUCKET: 'somebody-elses-input',
  OUTPUT_BUCKET: 'somebody-elses-output',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:other',
  NODE_USE_ENV_PROXY: '1',
  HTTP_PROXY: elsewhere.url,
  HTTPS_PROXY: elsewhere.url,
  http_proxy: elsewhere.url,
  https_proxy: elsewhere.url,
  NO_PROXY: 'intranet.example',
}

interface Ended {
  code: number
  stderr: string
}

function run(args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const options = { cwd: projectRoot, env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env } }
  return new Promise((resolve) =>
    execFile(process.execPath, args, options, (error, _, stderr) =>
      resolve({ code: error ? Number(error.code ?? 255) : 0, stderr }),
    ),
  )
}

const oneSentence = (stderr: string) => {
  assert.match(stderr, /^error: .+\n next: .+\n$/)
  assert.doesNotMatch(stderr, /\n\s+at /)
}

const commands: string[][] = [
  ['upload', sample],
  ['status'],
  ['query'],
  ['report'],
  ['nightly'],
  ['replay', 'a'],
  ['retract', 'a'],
]
for (const [name, ...operands] of commands) {
  test(`${name} reaches the local cloud and nothing else, whatever the environment says`, async () => {
    cloud.calls.length = elsewhere.calls.length = 0
    const { code, stderr } = await run([`local/${name}.ts`, ...operands], {
      ...astray,
      AWS_ENDPOINT_URL: cloud.url,
    })
    assert.equal(code, 1)
    oneSentence(stderr)
    assert.deepEqual(elsewhere.calls, [])
    // Its health, and at least one call to AWS, in the bucket or the state machine of stage local.
    assert.ok(cloud.calls.length > 1, stderr)
    assert.doesNotMatch(cloud.calls.join('\n'), /somebody-elses/)
  })

  test(`${name} names another program on the port in one sentence`, async () => {
    const { code, stderr } = await run([`local/${name}.ts`, ...operands], { AWS_ENDPOINT_URL: foreign.url })
    assert.equal(code, 1)
    oneSentence(stderr)
    assert.match(stderr, /taken by another program/)
  })
}

for (const endpoint of ['https://s3.eu-west-1.amazonaws.com', 'http://10.1.2.3:4566', 'nonsense'])
  test(`stage local refuses ${endpoint}`, async () => {
    const { code, stderr } = await run(['local/status.ts'], { AWS_ENDPOINT_URL: endpoint })
    assert.equal(code, 1)
    oneSentence(stderr)
    assert.match(stderr, /not http:\/\/host:port on this machine/)
  })

const unreachable: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
  [
    'no credentials',
    ['--stage', 'prod'],
    { AWS_REGION: 'ap-northeast-2', AWS_EC2_METADATA_DISABLED: 'true' },
    /no AWS credentials/,
  ],
  ['no region', ['--stage', 'prod'], { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, /no AWS region/],
  ['a name that is none', ['--stage', '../prod'], {}, /not the name of a stage/],
]
for (const [what, args, env, message] of unreachable)
  test(`another stage with ${what} ends in one sentence`, async () => {
    const none = join(folder, 'none')
    const bare = {
      HOME: folder,
      PATH: process.env.PATH,
      AWS_CONFIG_FILE: none,
      AWS_SHARED_CREDENTIALS_FILE: none,
    }
    const options = { cwd: projectRoot, env: { ...bare, ...env } }
    const stderr = await new Promise<string>((resolve) =>
      execFile(process.execPath, ['local/status.ts', ...args], options, (_, __, text) => resolve(text)),
    )
    oneSentence(stderr)
    assert.match(stderr, message)
  })

test('proxies do not reach what deploys and runs on this machine', () => {
  const kept = withoutProxies({
    HTTP_PROXY: 'p',
    https_proxy: 'p',
    ALL_PROXY: 'p',
    PIP_PROXY: 'p',
    PATH: '/bin',
  })
  assert.deepEqual(kept, { PIP_PROXY: 'p', PATH: '/bin' })
})

const check = join(projectRoot, 'local/terminal/prepare.mjs')
test('a Node that cannot run TypeScript is told in one sentence', async () => {
  const { code, stderr } = await run(
    ['--no-experimental-strip-types', '--import', check, 'local/status.ts'],
    {},
  )
  assert.equal(code, 1)
  oneSentence(stderr)
  assert.match(stderr, /Node 22\.18 or later.*\n.*npm rebuild node/)
})

test('packages left out by NODE_ENV=production are told in one sentence', async () => {
  const copy = join(folder, 'local/terminal')
  const { code, stderr } = await run(
    [
      '--input-type=module',
      '--eval',
      `import fs from 'node:fs'; fs.mkdirSync(${JSON.stringify(copy)}, { recursive: true });
       fs.copyFileSync(${JSON.stringify(check)}, ${JSON.stringify(join(copy, 'prepare.mjs'))});
       await import(${JSON.stringify(join(copy, 'prepare.mjs'))})`,
    ],
    {},
  )
  assert.equal(code, 1)
  oneSentence(stderr)
  assert.match(stderr, /npm ci --include=dev/)
})
