import { join } from 'node:path'
import { CommandError } from '../terminal/command-error.ts'
import { localFolder } from './folders.ts'

/** Where one local cloud listens and keeps its things; a cloud on another port is another cloud. */
export interface LocalCloud {
  endpoint: string
  host: string
  port: number
  /** Port of the local EMR endpoint. */
  emrPort: number
  /** Folder of its state, logs and process ids. */
  folder: string
}

/** Reads an endpoint URL. Throws a CommandError on anything that is not `http://host:port` on this machine. */
export function locate(endpoint: string): LocalCloud {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:' || !/^(localhost|127\.[0-9.]+|\[::1\])$/.test(url.hostname))
    throw new CommandError(
      `AWS_ENDPOINT_URL is not http://host:port on this machine: ${endpoint}`,
      'stage local is a cloud on this machine: AWS_ENDPOINT_URL=http://127.0.0.1:4566, or leave it out',
    )
  const port = Number(url.port || 80)
  return {
    endpoint: `http://${url.host}`,
    host: url.hostname,
    port,
    emrPort: port + 1,
    folder: join(localFolder, `cloud-${port}`),
  }
}
