import { AsyncLocalStorage } from 'node:async_hooks'
import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { ExecutionAlreadyExists, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn'
import { SNSClient } from '@aws-sdk/client-sns'
import { MemoryS3, S3Fault } from './memory-s3.ts'
import { readMachine, runMachine } from './state-machine.ts'

export const inputBucket = 'card-pipeline-input-local'
export const outputBucket = 'card-pipeline-output-local'

/** What happens to one call, before or after it took effect. */
export type Kind = 'fails' | 'worker dies' | 'run stops' | 'run pauses'
export interface Injection {
  kind: Kind
  when: 'before' | 'after'
  /** Name of the call it hits, as recorded. */
  call: string
}

export type Trouble = (
  command: string,
  // biome-ignore lint/suspicious/noExplicitAny: inputs of three clients
  input: any,
  when: 'before' | 'after',
  caller?: { run: string; function: string },
) => void | Promise<void>

interface Run {
  name: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  input: unknown
  /** Settles when the run ends, stops or pauses. */
  idle: Promise<void>
  stop: () => void
}

/** Where a call comes from. */
interface Caller {
  run: string
  function: string
  /** Ends the invocation as if its process had died. */
  die: (error: Error) => void
  dead: boolean
}

function eventOf(key: string, versionId: string) {
  const object = { key: encodeURIComponent(key).replaceAll('%20', '+'), versionId }
  return { Records: [{ s3: { bucket: { name: inputBucket }, object } }] }
}

const callers = new AsyncLocalStorage<Caller>()
const never = new Promise<never>(() => {})
const machine = readMachine('pipeline')

/**
 * The cloud in this process: the real handlers, driven by the real state machine, over an S3 in memory. Every call they
 * make through an AWS client can be recorded, and one of them can be hit.
 */
export class Cloud {
  s3: MemoryS3
  readonly runs = new Map<string, Run>()
  readonly messages: string[] = []
  /** Names of the calls made for the watched run, in order. */
  readonly calls: string[] = []
  injection: Injection | null = null
  injected = 0
  /** Called around every call of every run; what it throws, the call throws. */
  trouble: Trouble | null = null
  resume: () => void = () => {}
  private readonly seen = new Map<string, number>()
  private watched = ''
  private delivered: Promise<void> = Promise.resolve()

  constructor(s3 = new MemoryS3()) {
    this.s3 = s3
  }

  /** Takes the place of AWS for every client of this process. */
  install(): void {
    for (const Client of [S3Client, SFNClient, SNSClient]) {
      // biome-ignore lint/suspicious/noExplicitAny: the clients' send has a dozen overloads
      ;(Client.prototype as any).send = (command: object) => this.call(command)
    }
  }

  /** Stores a file; nobody is told. Returns its version. */
  drop = (key: string, text: string) => this.s3.put(inputBucket, key, Buffer.from(text)).versionId

  /** S3 tells on-upload of a version, trying three times; returns when no run is under way. */
  async announce(key: string, versionId: string): Promise<void> {
    await this.deliver(eventOf(key, versionId))
    await this.settle()
  }

  /**
   * Drops a file and announces it. Returns its version when every run ended, stopped or paused. Only calls for a watched
   * upload are recorded and can be hit.
   */
  async upload(key: string, text: string, watched = false): Promise<string> {
    const versionId = this.drop(key, text)
    const delivered = this.deliver(eventOf(key, versionId))
    if (watched) this.delivered = delivered
    if (watched) this.watched = 'event'
    await (watched ? Promise.race([delivered, this.halted]) : delivered)
    if (this.watched === 'event') this.watched = ''
    await this.settle()
    return versionId
  }

  private async deliver(event: unknown): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        await this.invoke('event', 'on-upload', event)
        return
      } catch {}
    }
  }

  /** Waits until every run ended, stopped or paused. */
  async settle(): Promise<void> {
    for (const run of this.runs.values()) {
      await Promise.race([run.idle, run.name === this.watched ? this.halted : never])
    }
  }

  start(name: string, input: unknown): Run {
    const run: Run = { name, status: 'RUNNING', input, idle: never, stop: () => {} }
    const stopped = new Promise<void>((resolve) => {
      run.stop = () => {
        run.status = 'ABORTED'
        resolve()
      }
    })
    this.runs.set(name, run)
    if (this.watched === 'event') this.watched = name
    const around = {
      execution: name,
      startedAt: new Date().toISOString(),
      invoke: (task: string, given: unknown) => this.invoke(name, task, given),
    }
    const ended = runMachine(machine, input, around).then(
      () => this.end(run, 'SUCCEEDED'),
      () => this.end(run, 'FAILED'),
    )
    run.idle = Promise.race([ended, stopped])
    return run
  }

  private end(run: Run, status: Run['status']): void {
    if (run.status === 'RUNNING') run.status = status
  }

  async invoke(run: string, name: string, input: unknown): Promise<unknown> {
    if (this.runs.get(run)?.status === 'ABORTED') return never
    const { handler } = await import(`../../functions/${name}.ts`)
    return new Promise((resolve, reject) => {
      const caller: Caller = { run, function: name, dead: false, die: reject }
      callers.run(caller, () => handler(input, { functionName: name }).then(resolve, reject))
    }).then((answer) => JSON.parse(JSON.stringify(answer ?? null)))
  }

  /** One call of a client: recorded, hit or carried out. */
  // biome-ignore lint/suspicious/noExplicitAny: commands of three clients
  async call(command: any): Promise<unknown> {
    const caller = callers.getStore()
    if (caller?.dead || this.runs.get(caller?.run ?? '')?.status === 'ABORTED') return never
    const hit = this.note(caller, command)
    if (hit?.when === 'before') await this.strike(hit, caller!)
    const answer = await this.attempt(command.constructor.name, command.input, caller)
    if (hit?.when === 'after') await this.strike(hit, caller!)
    return answer
  }

  /** The five tries that every client makes of a call that fails for the moment. */
  // biome-ignore lint/suspicious/noExplicitAny: inputs of three clients
  private async attempt(command: string, input: any, caller: Caller | undefined): Promise<unknown> {
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

  // biome-ignore lint/suspicious/noExplicitAny: commands of three clients
  private note(caller: Caller | undefined, command: any): Injection | null {
    if (!caller || !this.watched || caller.run !== this.watched) return null
    const kind = command.constructor.name.replace('Command', '')
    const { Key = '', Prefix = '', name = '' } = command.input
    const plain = `${caller.function} ${kind} ${Key}${Prefix}${name}`.trimEnd()
    const times = (this.seen.get(plain) ?? 0) + 1
    this.seen.set(plain, times)
    const call = `${plain} #${times}`
    this.calls.push(call)
    return this.injection?.call === call ? this.injection : null
  }

  private async strike({ kind }: Injection, caller: Caller): Promise<void> {
    this.injected++
    if (kind === 'fails') throw new S3Fault('InternalError', 500)
    if (kind === 'run pauses') {
      await new Promise<void>((resolve) => {
        this.resume = resolve
        this.halt()
      })
      return
    }
    caller.dead = true
    if (kind === 'worker dies') caller.die(new Error('process exited'))
    else if (this.runs.has(caller.run)) this.runs.get(caller.run)!.stop()
    else this.halt()
    await never
  }

  /** Resolves when the watched run paused, or its event was lost. */
  private halt: () => void = () => {}
  private halted = new Promise<void>((resolve) => {
    this.halt = resolve
  })

  /** Lets a paused run go on to its end. */
  async wake(): Promise<void> {
    if (this.injected === 0 || this.injection?.kind !== 'run pauses') return
    this.halted = never
    this.resume()
    await this.delivered
    await this.settle()
  }

  // biome-ignore lint/suspicious/noExplicitAny: inputs of three clients
  private async carryOut(command: string, input: any): Promise<unknown> {
    if (command === 'PublishCommand') return this.messages.push(input.Message)
    if (command === 'StartExecutionCommand') {
      if (this.runs.has(input.name)) throw new ExecutionAlreadyExists({ message: input.name, $metadata: {} })
      // a run is started by its caller, not within it
      callers.exit(() => this.start(input.name, JSON.parse(input.input)))
      return {}
    }
    if (command === 'DescribeExecutionCommand') {
      const run = this.runs.get(input.executionArn.split(':').at(-1))
      if (!run) throw new ExecutionDoesNotExist({ message: input.executionArn, $metadata: {} })
      return { status: run.status, input: JSON.stringify(run.input) }
    }
    return this.s3.send(command, input)
  }
}
