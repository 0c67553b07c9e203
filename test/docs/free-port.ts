import { createServer } from 'node:net'

/** Ports that one local cloud takes: its own and those after it. */
const taken = 3

/** A port with which a local cloud finds all of its ports free. Throws after 50 vain tries. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const ports = Array.from({ length: taken }, (_, index) => port + index)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return port
  }
  throw new Error('no free ports between 20000 and 30000')
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
