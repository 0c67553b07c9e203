import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { findClient } from './find-client.ts'

/** What happens to one request of a function. */
export type Blow = 'connection lost' | 'worker killed' | 'cloud killed'
export interface Point {
  blow: Blow
  when: 'before' | 'after'
  /** Matched against `PUT /bucket/key?query`. */
  call: RegExp
  /** The so many-th request that matches. */
  nth: number
}

/** Stands between the functions and the local cloud, passes everything on, and strikes once when armed. */
export class FaultProxy {
  /** Blows struck. */
  struck = 0
  private point: Point | null = null
  private matches = 0
  private readonly server: Server
  private readonly target: number
  private readonly killCloud: () => void

  constructor(port: number, target: number, killCloud: () => void) {
    this.target = target
    this.killCloud = killCloud
    this.server = createServer((incoming, outgoing) => this.pass(incoming, outgoing)).listen(
      port,
      '127.0.0.1',
    )
  }

  arm(point: Point): void {
    this.point = point
    this.matches = 0
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const hit = this.match(`${incoming.method} ${decodeURI(incoming.url ?? '')}`)
    if (hit?.when === 'before') {
      this.strike(hit, incoming)
      return
    }
    const { method, url: path, headers } = incoming
    const onward = request({ host: '127.0.0.1', port: this.target, method, path, headers }, (answer) => {
      if (hit) {
        answer.resume()
        answer.once('end', () => this.strike(hit, incoming))
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.once('error', () => outgoing.destroy())
    incoming.pipe(onward)
  }

  private match(call: string): Point | null {
    const { point } = this
    if (!point?.call.test(call) || ++this.matches < point.nth) return null
    this.point = null
    return point
  }

  private strike({ blow }: Point, { socket }: IncomingMessage): void {
    this.struck++
    if (blow === 'cloud killed') this.killCloud()
    if (blow === 'worker killed') process.kill(findClient(socket), 'SIGKILL')
    socket.destroy()
  }
}
