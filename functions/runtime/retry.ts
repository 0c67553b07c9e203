import { setTimeout as wait } from 'node:timers/promises'

/** How often something is tried, and how long it waits in between. */
interface Retrying {
  /** Times it is tried in all. */
  attempts: number
  /** Longest the first pause may be, milliseconds; each later one may be twice as long, up to `longestPause`. */
  firstPause: number
  longestPause?: number
  /** Says whether a failure may be gone at the next attempt; any other is thrown at once. */
  mayPass: (error: unknown) => boolean
  /** The error to throw when the last attempt failed too; the last failure itself when absent. */
  giveUp?: (cause: unknown) => Error
  /** Waits for so many milliseconds. */
  pause?: (millis: number) => Promise<unknown>
}

/**
 * The result of work that may fail for the moment. Pauses are random between nothing and a limit that doubles (full
 * jitter, https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that writers who met once do
 * not meet again.
 */
export async function retry<Result>(
  work: () => Promise<Result>,
  { attempts, firstPause, longestPause = Infinity, mayPass, giveUp, pause = wait }: Retrying,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!mayPass(error)) throw error
      if (attempt === attempts) throw giveUp ? giveUp(error) : error
    }
    await pause(Math.random() * Math.min(longestPause, firstPause * 2 ** (attempt - 1)))
  }
}
