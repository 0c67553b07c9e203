import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ServedObject {
  body: Buffer
  metadata: Record<string, string>
}

/** An S3 in memory for tests of code that reads and writes whole objects: GET and PUT of `/bucket/key`, nothing else. */
export interface S3Server {
  /** By `bucket/key`. */
  objects: Map<string, ServedObject>
  close(): void
}

/** Starts it on a free port and points the SDK of this process at it. */
export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, ServedObject>()
  const server = createServer(async (request, response) => {
    const key = decodeURIComponent(new URL(request.url!, 'http://s3').pathname.slice(1))
    if (request.method === 'PUT') objects.set(key, await receive(request))
    answer(response, request.method === 'PUT' ? 'put' : 'get', objects.get(key))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
  })
  return {
    objects,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function receive(request: IncomingMessage): Promise<ServedObject> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const prefix = 'x-amz-meta-'
  const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix))
  return {
    body: Buffer.concat(chunks),
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(prefix.length), String(value)])),
  }
}

function answer(response: ServerResponse, kind: 'put' | 'get', object?: ServedObject): void {
  if (!object) {
    response.writeHead(404, { 'content-type': 'application/xml' })
    response.end('<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>')
    return
  }
  const etag = `"${createHash('md5').update(object.body).digest('hex')}"`
  response.writeHead(200, { etag, 'content-length': kind === 'put' ? 0 : object.body.length })
  response.end(kind === 'put' ? undefined : object.body)
}
