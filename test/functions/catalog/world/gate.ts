import type { GlueTables } from '../../../../functions/iceberg/glue-tables.ts'
import type { ListedObject } from '../../../../functions/storage/object-store.ts'
import type { ObjectStore } from '../../../../functions/storage/store.ts'
import { failure, type MemoryStore } from '../../storage/memory-store.ts'

/** What happens to one call: it works, fails before or after its effect, or its run dies before or after it. */
export type Fate = 'works' | 'fails before' | 'fails after' | 'dies before' | 'dies after'

interface Call {
  run: string
  perform: () => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** Lets concurrent runs proceed one store call at a time, in an order and with fates that the test chooses. */
export class Gate {
  waiting: Call[] = []
  readonly dead = new Set<string>()
  readonly paused = new Set<string>()

  /** The store as one run sees it: every call waits for its turn. A dead run's calls never come back. */
  storeOf(store: MemoryStore, run: string): ObjectStore {
    const queue = <T>(perform: () => Promise<T>) => this.queue(run, perform)
    return {
      bucket: store.bucket,
      get: (key) => queue(() => store.get(key)),
      head: (key) => queue(() => store.head(key)),
      put: (key, body, options) => queue(() => store.put(key, body, options)),
      copy: (from, to, options) => queue(() => store.copy(from, to, options)),
      getFile: (key, path) => queue(() => store.getFile(key, path)),
      getPacked: (pack, files) => queue(() => store.getPacked(pack, files)),
      putFile: (key, path, options) => queue(() => store.putFile(key, path, options)),
      delete: (keys) => queue(() => store.delete(keys)),
      async *list(prefix) {
        yield* (await queue(() => collect(store.list(prefix)))) as ListedObject[]
      },
    }
  }

  /** Glue as one run sees it, in the same way. */
  glueOf = (glue: GlueTables, run: string): GlueTables => ({
    find: (name) => this.queue(run, () => glue.find(name)),
    put: (table, version) => this.queue(run, () => glue.put(table, version)),
  })

  private queue<T>(run: string, perform: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.dead.has(run))
        this.waiting.push({ run, perform, resolve: resolve as Call['resolve'], reject })
    })
  }

  ready = () => this.waiting.filter(({ run }) => !this.paused.has(run))

  /** Lets one waiting call happen. */
  async step(call: Call, fate: Fate): Promise<void> {
    this.waiting.splice(this.waiting.indexOf(call), 1)
    if (fate === 'dies before') return this.kill(call.run)
    if (fate === 'fails before') return call.reject(failure('SlowDown', 503))
    const answer = await call.perform().then(
      (value) => () => call.resolve(value),
      (error) => () => call.reject(error),
    )
    if (fate === 'dies after') return this.kill(call.run)
    if (fate === 'fails after') return call.reject(failure('TimeoutError', 500))
    answer()
  }

  kill(run: string): void {
    this.dead.add(run)
    this.waiting = this.waiting.filter((call) => call.run !== run)
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** Lets every run go on until it waits for the store again. */
export const settle = () => new Promise((resolve) => setImmediate(resolve))
