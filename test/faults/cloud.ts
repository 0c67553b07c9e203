import { ExecutionAlreadyExists, ExecutionDoesNotExist } from '@aws-sdk/client-sfn'
import { MemoryGlue } from '../functions/iceberg/memory-glue.ts'
import { MemoryEmr } from './emr/memory-emr.ts'
import type { runOnSpark } from './emr/run-on-spark.ts'
import { glueCalls } from './glue-calls.ts'
import { Interception, never } from './interception.ts'
import { MemoryS3 } from './memory-s3.ts'
import { runPipeline } from './pipeline-run.ts'

export const inputBucket = 'card-pipeline-input-local'
export const outputBucket = 'card-pipeline-output-local'

interface Run {
  name: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  input: unknown
  /** Settles when the run ends or is stopped. */
  idle: Promise<void>
  stop: () => void
}

/**
 * The cloud in this process: the real handlers, driven by the real state machine, over an S3 in memory. Every call they
 * make through an AWS client can be recorded, and one of them can be hit.
 */
export class Cloud extends Interception {
  s3: MemoryS3
  readonly glue: MemoryGlue
  readonly emr: MemoryEmr
  readonly runs = new Map<string, Run>()
  readonly messages: string[] = []
  private delivered: Promise<void> = Promise.resolve()
  private resume: () => void = () => {}
  /** Called when the watched run paused, or its event was lost. */
  private halt: () => void = () => {}
  private halted = new Promise<void>((resolve) => {
    this.halt = resolve
  })

  /** @param runScript what runs the scripts of the clusters' steps */
  constructor(s3 = new MemoryS3(), glue = new MemoryGlue(), runScript?: typeof runOnSpark) {
    super()
    this.s3 = s3
    this.glue = glue
    this.emr = new MemoryEmr(s3, runScript)
  }

  /** A cloud with the same objects and tables, in which nothing runs. */
  clone = () => new Cloud(this.s3.clone(), this.glue.clone())

  /** Stores a file; nobody is told. Returns its version. */
  drop = (key: string, text: string) => this.s3.put(inputBucket, key, Buffer.from(text)).versionId

  /** S3 tells on-upload of a version, trying three times; returns when no run is under way. */
  async announce(key: string, versionId: string): Promise<void> {
    await this.deliver(key, versionId)
    await this.settle()
  }

  /**
   * Drops a file and announces it. Returns its version when every run ended, stopped or paused. Only calls for a watched
   * upload are recorded and can be hit.
   */
  async upload(key: string, text: string, watched = false): Promise<string> {
    const versionId = this.drop(key, text)
    if (watched) this.watched = 'event'
    const delivered = this.deliver(key, versionId)
    if (watched) this.delivered = delivered
    await (watched ? Promise.race([delivered, this.halted]) : delivered)
    if (this.watched === 'event') this.watched = ''
    await this.settle()
    return versionId
  }

  private async deliver(key: string, versionId: string): Promise<void> {
    const object = { key: encodeURIComponent(key).replaceAll('%20', '+'), versionId }
    const event = { Records: [{ s3: { bucket: { name: inputBucket }, object } }] }
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
    const invoke = (task: string, given: unknown) => this.invoke(name, task, given)
    const ended = runPipeline(name, input, { invoke, rest: this.emr.rest })
    const settled = ended.then(
      () => this.end(run, 'SUCCEEDED'),
      () => this.end(run, 'FAILED'),
    )
    run.idle = Promise.race([settled, stopped])
    return run
  }

  private end(run: Run, status: Run['status']): void {
    if (run.status === 'RUNNING') run.status = status
  }

  /** Calls a function as Lambda does; its answer has been through JSON. */
  async invoke(run: string, name: string, input: unknown): Promise<unknown> {
    if (this.isStopped(run)) return never
    // it takes as long as everything else of a night; that it fails keeps nothing back
    if (name === 'benchmark') throw new Error('nothing is measured here')
    const { handler } = await import(`../../functions/${name}.ts`)
    const answer = await this.attribute(run, name, () => handler(input, { functionName: name }))
    return JSON.parse(JSON.stringify(answer ?? null))
  }

  /** Lets a paused run go on to its end. */
  async wake(): Promise<void> {
    if (this.injected === 0 || this.injection?.kind !== 'run pauses') return
    this.halted = never
    this.resume()
    await this.delivered
    await this.settle()
  }

  protected isStopped = (run: string) => this.runs.get(run)?.status === 'ABORTED'

  protected stop(run: string): void {
    if (this.runs.has(run)) this.runs.get(run)!.stop()
    else this.halt()
  }

  protected pause(resume: () => void): void {
    this.resume = resume
    this.halt()
  }

  // biome-ignore lint/suspicious/noExplicitAny: inputs of five clients
  protected async carryOut(command: string, input: any): Promise<unknown> {
    if (command === 'PublishCommand') return this.messages.push(input.Message)
    if (command === 'GetExecutionHistoryCommand') return { events: [] }
    if (command === 'StartExecutionCommand') {
      if (this.runs.has(input.name)) throw new ExecutionAlreadyExists({ message: input.name, $metadata: {} })
      // a run is started by its caller, not within it
      this.callers.exit(() => this.start(input.name, JSON.parse(input.input)))
      return {}
    }
    if (command === 'DescribeExecutionCommand') {
      const run = this.runs.get(input.executionArn.split(':').at(-1))
      if (!run) throw new ExecutionDoesNotExist({ message: input.executionArn, $metadata: {} })
      return { status: run.status, input: JSON.stringify(run.input) }
    }
    if (command in glueCalls) return glueCalls[command as keyof typeof glueCalls](this.glue, input)
    return this.emr.knows(command) ? this.emr.send(command, input) : this.s3.send(command, input)
  }
}
