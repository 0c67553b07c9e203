import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call to AWS, in the words of IAM. */
export interface Call {
  action: string
  /** What it is about: an ARN, of S3 always, else as far as the request names it. */
  resource: string
}

/** Stands between commands and a cloud, and writes down what the commands call. */
export interface Recorder {
  url: string
  port: number
  calls: Call[]
  close(): void
}

/** Starts it on a free port; requests are handed on as they are, so that signatures stay good. */
export async function startRecorder(endpoint: string): Promise<Recorder> {
  const calls: Call[] = []
  const target = new URL(endpoint)
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const body = Buffer.concat(await request.toArray())
    const call = readCall(method, new URL(url, endpoint), headers, body.subarray(0, 100_000).toString())
    if (call) calls.push(call)
    const { hostname, port } = target
    const onward = send({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', (error) => response.destroy(error))
    onward.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, port, calls, close }
}

/** The call that a request makes; undefined of the question whether a local cloud is there, which is no call to AWS. */
function readCall(method: string, url: URL, headers: IncomingHttpHeaders, body: string): Call | undefined {
  if (url.pathname === '/_localstack/health') return undefined
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1]
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1]
  if (service === 's3') return readS3Call(method, url)
  if (service === 'lambda') return readLambdaCall(method, url)
  if (service === 'cloudformation') {
    const form = new URLSearchParams(body)
    return {
      action: `cloudformation:${form.get('Action')}`,
      resource: `arn:aws:cloudformation:::stack/${form.get('StackName')}/`,
    }
  }
  if (!service || !operation) throw new Error(`not read: ${method} ${url.pathname} for ${service}`)
  return { action: `${service}:${operation}`, resource: resourceIn(JSON.parse(body)) }
}

function resourceIn(input: Record<string, string>): string {
  if (input.WorkGroup) return `arn:aws:athena:::workgroup/${input.WorkGroup}`
  return input.executionArn ?? input.stateMachineArn ?? '*'
}

function readS3Call(method: string, { pathname, searchParams: query }: URL): Call {
  const path = decodeURIComponent(pathname.slice(1))
  const [bucket, ...rest] = path.split('/')
  const key = rest.join('/')
  const resource = `arn:aws:s3:::${key ? path : bucket}`
  if (!key) return { action: query.has('versions') ? 's3:ListBucketVersions' : 's3:ListBucket', resource }
  const reading = query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject'
  const actions: Record<string, string> = {
    GET: reading,
    HEAD: reading,
    PUT: 's3:PutObject',
    POST: 's3:PutObject',
    DELETE: query.has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject',
  }
  return { action: actions[method] ?? `s3:${method}`, resource }
}

function readLambdaCall(method: string, { pathname }: URL): Call {
  const [, name, what] = /\/functions\/([^/]*)\/?([^/]*)/.exec(pathname) ?? []
  const actions: Record<string, string> = {
    'GET configuration': 'lambda:GetFunctionConfiguration',
    'POST invocations': 'lambda:InvokeFunction',
    'GET ': 'lambda:ListFunctions',
  }
  return {
    action: actions[`${method} ${what}`] ?? `lambda:${method} ${what}`,
    resource: `arn:aws:lambda:::function:${name}`,
  }
}
