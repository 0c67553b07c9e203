/** What one invocation used of what AWS charges for. */
export interface Used {
  /** Wall time of the handler, milliseconds. */
  ms: number
  /** Memory of the function, MB. */
  mb: number
  /** S3 requests of the cheap kind (GET, HEAD) and of the dear kind (PUT, COPY, POST, LIST). Deleting is free. */
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

/** What this invocation used so far. */
export function readUsage(ms: number, mb: number): Used {
  const count = (pattern: RegExp) =>
    [...calls].filter(([name]) => pattern.test(name)).reduce((sum, [, times]) => sum + times, 0)
  return {
    ms: Math.ceil(ms),
    mb,
    gets: count(/^S3 (Get|Head)/),
    puts: count(/^S3 (Put|Copy|List|Create|Upload|Complete)/),
  }
}
