import { AsyncLocalStorage } from 'node:async_hooks'
import { Readable } from 'node:stream'
import { EMRClient } from '@aws-sdk/client-emr'
import { GlueClient } from '@aws-sdk/client-glue'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SNSClient } from '@aws-sdk/client-sns'
import { pagesPrefix } from '../../functions/storage/layout.ts'
import { S3Fault } from './memory-s3.ts'

/** What happens to one call, before or after it took effect. */
export type Kind = 'fails' | 'worker dies' | 'run stops' | 'run pauses'
export interface Injection {
  kind: Kind
  when: 'before' | 'after'
  /** Name of the call it hits, as recorded. */
  call: string
}

type Trouble = (
  command: string,
  // biome-ignore lint/suspicious/noExplicitAny: inputs of five clients
  input: any,
  when: 'before' | 'after',
  caller?: { run: string; function: string },
) => void | Promise<void>

/** Where a call comes from. */
interface Caller {
  run: string
  function: string
  /** Ends the invocation as if its process had died. */
  die: (error: Error) => void
  dead: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: inputs and commands of five clients
type Any = any

export const never = new Promise<never>(() => {})

/** Stands between the functions and AWS: records the calls of one run, hits one of them, makes trouble for all. */
export abstract class Interception {
  /** Names of the calls made for the watched run, in order. */
  readonly calls: string[] = []
  injection: Injection | null = null
  injected = 0
  /** Called around every call of every run; what it throws, the call throws. */
  trouble: Trouble | null = null
  protected watched = ''
  protected readonly callers = new AsyncLocalStorage<Caller>()
  private readonly seen = new Map<string, number>()

  /** Does what the call asks for. */
  protected abstract carryOut(command: string, input: Any): Promise<unknown>
  protected abstract isStopped(run: string): boolean
  /** Stops a run for good; an event that was not handled yet is lost. */
  protected abstract stop(run: string): void
  /** Called when the watched run waits until `resume` is called. */
  protected abstract pause(resume: () => void): void

  /** Takes the place of AWS for every client of this process. */
  install(): void {
    for (const Client of [S3Client, SFNClient, SNSClient, EMRClient, GlueClient]) {
      ;(Client.prototype as Any).send = (command: object) => this.call(command)
    }
  }

  /** Runs a function's handler so that its calls are known to be its own. */
  protected attribute(run: string, name: string, handle: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const caller: Caller = { run, function: name, dead: false, die: reject }
      this.callers.run(caller, () => handle().then(resolve, reject))
    })
  }

  /** One call of a client: recorded, hit or carried out. */
  private async call(command: Any): Promise<unknown> {
    const caller = this.callers.getStore()
    if (caller && (caller.dead || this.isStopped(caller.run))) return never
    const hit = this.note(caller, command)
    if (hit?.when === 'before') await this.strike(hit, caller!)
    // an answer may be an error: of an object that is not there
    const answer = await this.attempt(command.constructor.name, command.input, caller).then(
      (value) => () => value,
      (error) => () => {
        throw error
      },
    )
    if (hit?.when === 'after') await this.strike(hit, caller!)
    return answer()
  }

  /** The five tries that every client makes of a call that fails for the moment. */
  private async attempt(command: string, input: Any, caller: Caller | undefined): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.trouble?.(command, input, 'before', caller)
        const answer = await this.carryOut(command, input)
        await this.trouble?.(command, input, 'after', caller)
        return answer
      } catch (error) {
        const status = (error as S3Fault).$metadata?.httpStatusCode ?? 0
        // a body that is a stream is sent once
        if (attempt === 5 || status < 500 || input.Body instanceof Readable) throw error
      }
    }
  }

  private note(caller: Caller | undefined, command: Any): Injection | null {
    if (!caller || !this.watched || caller.run !== this.watched) return null
    const kind = command.constructor.name.replace('Command', '')
    const { Key: key = '', Prefix = '', name = '', TableInput } = command.input
    // a page has another name in every run
    const Key = key.startsWith(pagesPrefix) ? `${pagesPrefix}*.json` : key
    const table = kind === 'GetTable' ? command.input.Name : (TableInput?.Name ?? '')
    const plain = `${caller.function} ${kind} ${Key}${Prefix}${name}${table}`.trimEnd()
    const times = (this.seen.get(plain) ?? 0) + 1
    this.seen.set(plain, times)
    const call = `${plain} #${times}`
    this.calls.push(call)
    return this.injection?.call === call ? this.injection : null
  }

  private async strike({ kind }: Injection, caller: Caller): Promise<void> {
    this.injected++
    if (kind === 'fails') throw new S3Fault('InternalError', 500)
    if (kind === 'run pauses') return new Promise<void>((resolve) => this.pause(resolve))
    caller.dead = true
    if (kind === 'worker dies') caller.die(new Error('process exited'))
    else this.stop(caller.run)
    await never
  }
}
