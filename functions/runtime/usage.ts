/** What one invocation used of what AWS charges for. */
export interface Used {
  /** Wall time of the handler, milliseconds. */
  ms: number
  /** Time that its process took to start, milliseconds; missing when it was there already. */
  init?: number
  /** Memory of the function, MB. */
  mb: number
  /** Its /tmp, MB; missing when it has the free 512. */
  disk?: number
  /** S3 requests at the low price (GET, HEAD) and at the high one (PUT, COPY, POST, LIST). Deleting is free. */
  gets: number
  puts: number
}

/** Calls to AWS in this invocation, such as `S3 GetObject _staging/`, and how often each was sent. */
const calls = new Map<string, number>()

interface Call {
  clientName?: string
  commandName?: string
}

interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: every client has a middleware stack of its own types
  middlewareStack: { add: (...middleware: any) => void }
}

/** Counts what a client sends, repeated attempts too. Returns the client. */
export function countCalls<C extends Client>(client: C): C {
  client.middlewareStack.add(
    (next: (args: object) => Promise<object>, context: Call) => (args: { input?: { Key?: string } }) => {
      noteCall(context, args.input?.Key)
      return next(args)
    },
    // After the retries, so that each attempt counts.
    { step: 'finalizeRequest', priority: 'low', name: 'countCalls' },
  )
  return client
}

function noteCall({ clientName = '', commandName = '' }: Call, key: string | undefined): void {
  const prefix = key?.includes('/') ? ` ${key.slice(0, key.indexOf('/') + 1)}` : ''
  const name = `${clientName.replace('Client', '')} ${commandName.replace('Command', '')}${prefix}`
  calls.set(name, (calls.get(name) ?? 0) + 1)
}

/** Forgets the calls of the invocation before. */
export const resetCalls = () => calls.clear()

/** The calls of this invocation by name, prefix included. */
export const readCalls = (): Record<string, number> => Object.fromEntries([...calls].sort())

/**
 * What this invocation used so far. A function with more than the usual /tmp has its size in EPHEMERAL_STORAGE_MB.
 * @param init milliseconds that the process took to start, 0 when it was there already
 */
export function readUsage(ms: number, mb: number, init: number): Used {
  const count = (pattern: RegExp) =>
    [...calls].filter(([name]) => pattern.test(name)).reduce((sum, [, times]) => sum + times, 0)
  const disk = Number(process.env.EPHEMERAL_STORAGE_MB)
  return {
    ms: Math.ceil(ms),
    ...(init > 0 && { init: Math.ceil(init) }),
    mb,
    ...(disk > 0 && { disk }),
    gets: count(/^S3 (Get|Head)/),
    puts: count(/^S3 (Put|Copy|List)/),
  }
}
