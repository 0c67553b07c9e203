import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { answer, EmrError, throttled, unavailable } from './calls.ts'
import { parseFaults, takeFault } from './faults.ts'
import { Lifecycle } from './lifecycle.ts'
import { loadState } from './state.ts'
import type { RunStep } from './step-outcome.ts'

interface EndpointOptions {
  /** Address it listens on; the loopback one unless another is asked for. */
  host?: string
  /** 0 takes a free one. */
  port: number
  /** Folder the state is kept in. */
  folder: string
  bootSeconds?: number
  runStep: RunStep
  bootstrap?: () => Promise<unknown>
}

export interface Endpoint {
  url: string
  lifecycle: Lifecycle
  close: () => Promise<void>
}

/** Serves EMR's JSON 1.1 protocol; `/_local/` is for people and tests. */
export async function serveEmr(options: EndpointOptions): Promise<Endpoint> {
  const path = join(options.folder, 'clusters.json')
  const { host = '127.0.0.1', runStep, bootstrap, bootSeconds = 2 } = options
  const lifecycle = new Lifecycle({ state: loadState(path), path, bootSeconds, runStep, bootstrap })
  lifecycle.resume()
  const server = createServer((request, response) => {
    respond(lifecycle, request).then(
      (body) => response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(body)),
      (error) => {
        const known =
          error instanceof EmrError ? error : new EmrError('InternalServerError', String(error), 500)
        response.statusCode = known.status
        response.setHeader('content-type', 'application/x-amz-json-1.1')
        response.end(JSON.stringify({ __type: known.name, message: known.message, Message: known.message }))
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    lifecycle,
    close: () => {
      lifecycle.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function respond(lifecycle: Lifecycle, request: IncomingMessage): Promise<object> {
  const body = await readJson(request)
  if (request.url === '/_local/health') return { service: 'emr', clusters: lifecycle.entries.length }
  if (request.url === '/_local/faults') {
    if (request.method === 'POST') Object.assign(lifecycle.faults, parseFaults(body))
    lifecycle.save()
    return lifecycle.faults
  }
  const call = /^ElasticMapReduce\.(\w+)$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[1]
  if (!call)
    throw new EmrError('UnknownOperationException', `not a call of EMR: ${request.method} ${request.url}`)
  if (takeFault(lifecycle.faults, 'throttle')) throw throttled()
  if (takeFault(lifecycle.faults, 'unavailable')) throw unavailable()
  return answer(lifecycle, call, body)
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  try {
    return text ? JSON.parse(text) : {}
  } catch {
    throw new EmrError('SerializationException', 'the request is not JSON')
  }
}
