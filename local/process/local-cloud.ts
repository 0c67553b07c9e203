import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { CommandError } from '../terminal/command-error.ts'
import { localFolder } from './folders.ts'

/** Where one local cloud listens and keeps its things; a cloud on another port is another cloud. */
export interface LocalCloud {
  endpoint: string
  host: string
  port: number
  /** Where the local EMR listens, and where functions find it. */
  emrHost: string
  emrPort: number
  emrEndpoint: string
  /** Folder of its state, logs and process ids. */
  folder: string
}

/**
 * Reads an endpoint URL. Throws a CommandError on anything that is not `http://host:port` on this machine.
 * @param emrHost another address of this machine for the local EMR: functions in containers reach the bridge's alone
 */
export function locate(endpoint: string, emrHost?: string): LocalCloud {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:' || !/^(localhost|127\.[0-9.]+|\[::1\])$/.test(url.hostname))
    throw new CommandError(
      `AWS_ENDPOINT_URL is not http://host:port on this machine: ${endpoint}`,
      'stage local is a cloud on this machine: AWS_ENDPOINT_URL=http://127.0.0.1:4566, or leave it out',
    )
  const port = Number(url.port || 80)
  const emr = emrHost ? readAddress(emrHost) : '127.0.0.1'
  return {
    endpoint: `http://${url.host}`,
    host: url.hostname,
    port,
    emrHost: emr,
    emrPort: port + 1,
    emrEndpoint: `http://${emr}:${port + 1}`,
    folder: join(localFolder, `cloud-${port}`),
  }
}

/** Throws a CommandError unless it is an IPv4 address of this machine: card data never travel. */
function readAddress(text: string): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) =>
    each.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  )
  if (addresses.includes(text)) return text
  throw new CommandError(
    `EMR_HOST is not an IPv4 address of this machine: ${text}`,
    `it has ${addresses.join(', ')}; the container bridge's is often 172.17.0.1`,
  )
}
