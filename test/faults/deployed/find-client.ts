import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Process id of the client at the other end of a local connection. Linux only. Throws when it is not found. */
export function findClient({ remotePort, localPort }: Socket): number {
  const link = `socket:[${findInode(remotePort!, localPort!)}]`
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    if (openFiles(pid).includes(link)) return Number(pid)
  throw new Error(`no process has port ${remotePort} open`)
}

/** The inode of the connection as its client has it: from its port to ours. */
function findInode(clientPort: number, ourPort: number): string {
  const ending = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => readFileSync(path, 'utf8').split('\n'))
  for (const line of lines) {
    const fields = line.trim().split(/\s+/)
    if (fields[1]?.endsWith(ending(clientPort)) && fields[2]?.endsWith(ending(ourPort))) return fields[9]!
  }
  throw new Error(`no connection from port ${clientPort}`)
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((file) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${file}`)
      } catch {
        return ''
      }
    })
  } catch {
    return []
  }
}
