import { join } from 'node:path'
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

/** Reads an endpoint URL. Throws on anything that is not `http://host:port`. */
export function locate(endpoint: string): LocalCloud {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:') throw new Error(`AWS_ENDPOINT_URL is not http://host:port: ${endpoint}`)
  const port = Number(url.port || 80)
  return {
    endpoint: `http://${url.host}`,
    host: url.hostname,
    port,
    emrPort: port + 1,
    folder: join(localFolder, `cloud-${port}`),
  }
}
