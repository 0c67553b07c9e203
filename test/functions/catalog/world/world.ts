import { AssertionError } from 'node:assert'
import type { TableInput } from '@aws-sdk/client-glue'
import type { Catalog, PlanningPolicy } from '../../../../functions/catalog/catalog.ts'
import type { PipelineContext } from '../../../../functions/catalog/context.ts'
import type { CommitContext } from '../../../../functions/iceberg/table-version.ts'
import { catalogKey, pendingKey, pendingPrefix } from '../../../../functions/storage/layout.ts'
import type { PutOptions } from '../../../../functions/storage/object-store.ts'
import type { Manifest, Upload } from '../../../../functions/upload/upload.ts'
import { identifyUpload, retractionOrder } from '../../../../functions/upload/upload-identity.ts'
import type { Grain, StageId } from '../../../../jobs/stages.ts'
import { MemoryGlue } from '../../iceberg/memory-glue.ts'
import { MemoryStore } from '../../storage/memory-store.ts'
import { wholeCatalog } from '../whole-catalog.ts'
import type { Computing } from './compute.ts'
import { type Fate, Gate, settle } from './gate.ts'
import { Watch } from './invariants.ts'
import { drawer } from './random.ts'
import { runPipeline } from './run.ts'
import { SnapshotWatch } from './snapshots.ts'
import type { Subject } from './subject.ts'

/** Heavy from this many rows. */
const heavyRows = 100

class WatchedStore extends MemoryStore {
  readonly watch = new Watch(this)
  readonly snapshots = new SnapshotWatch(this)

  protected override write(key: string, body: Uint8Array, options: PutOptions): string {
    const isTable = !key.startsWith('_') && !key.startsWith('manifests/')
    // a write whose condition is lost throws before anything is checked
    const etag = isTable ? this.checked(key, body, options) : super.write(key, body, options)
    if (key === catalogKey) this.watch.checkCatalog()
    if (key === catalogKey) this.snapshots.remember(this.json<Catalog>(key)!)
    this.snapshots.check(key)
    return etag
  }

  private checked(key: string, body: Uint8Array, options: PutOptions): string {
    const standing = this.objects.get(key)
    const etag = super.write(key, body, options)
    const written = this.objects.get(key)!
    if (standing) this.objects.set(key, standing)
    else this.objects.delete(key)
    this.watch.checkPut(key, JSON.parse(Buffer.from(body).toString()))
    this.objects.set(key, written)
    return etag
  }
}

class WatchedGlue extends MemoryGlue {
  readonly watch: SnapshotWatch

  constructor(watch: SnapshotWatch) {
    super()
    this.watch = watch
  }

  override async put(table: TableInput, version: string | null): Promise<boolean> {
    const written = await super.put(table, version)
    if (written) this.watch.checkGlue(table.Name!, table.Parameters!.metadata_location!)
    return written
  }
}

/** Everything outside the functions under test: the bucket, the clock, the uploads, the runs, and chance. */
export class World {
  readonly gate = new Gate()
  readonly draw: (below: number) => number
  readonly subject: Subject
  readonly computing: Computing
  millis = Date.parse('2024-06-01T00:00:00Z')
  readonly store = new WatchedStore(() => new Date(this.millis))
  readonly glue = new WatchedGlue(this.store.snapshots)
  readonly uploads: Upload[] = []
  /** Orders of the retractions that were requested, by key. */
  readonly retractions: { key: string; order: string }[] = []
  readonly runs = new Map<string, 'running' | 'ended'>()
  /** Stages that kill or fail the run that computes them. */
  readonly poisoned = new Map<StageId, 'kills' | 'fails'>()
  sql = 'sql-1'
  fault: unknown = null
  private cleanings = 0

  constructor(subject: Subject, grain: Grain, seed: number, computing: Computing) {
    this.subject = subject
    this.draw = drawer(seed)
    this.computing = computing
    Object.assign(this.policy, { grain, snapshots: computing.snapshots })
  }

  policy: PlanningPolicy = {
    grain: 'month',
    heavyRows,
    emr: true,
    snapshots: true,
    sqlHash: () => this.sql,
    claimMillis: { lambda: 15 * 60_000, emr: 60 * 60_000 },
    stagesPerRound: 100,
  }

  contextOf = (run: string): PipelineContext & CommitContext => ({
    store: this.gate.storeOf(this.store, run),
    glue: this.gate.glueOf(this.glue, run),
    policy: this.policy,
    now: () => new Date(this.millis),
    pause: async () => {},
  })

  catalog = () => wholeCatalog((key) => this.store.json(key))
  pending = () =>
    this.store.keys(pendingPrefix).map((key) => key.slice(pendingPrefix.length, -'.json'.length))

  /** Stores a version of a key with so many rows per unit; nothing runs yet. */
  async upload(key: string, units: Record<string, number>): Promise<Upload> {
    this.millis += 1000
    const versionId = `v${this.uploads.length}`
    const identity = identifyUpload(
      { bucket: 'input', key, versionId, lastModified: new Date(this.millis) },
      0,
    )
    const upload: Upload = { bucket: 'input', versionId, etag: '', bytes: 1, ...identity }
    const staged = Object.entries(units).map(([unit, rows]) => [unit, { rows, amount: rows, files: [] }])
    const rows = Object.values(units).reduce((sum, count) => sum + count, 0)
    const manifest: Partial<Manifest> = { rows, months: Object.fromEntries(staged) }
    await this.store.put(`manifests/${upload.id}`, JSON.stringify(manifest))
    this.uploads.push(upload)
    return upload
  }

  async retract(key: string): Promise<void> {
    this.millis += 1000
    const id = `retract-${this.retractions.length}`
    await this.store.put(pendingKey(id), JSON.stringify({ kind: 'retract', key }))
    this.retractions.push({ key, order: retractionOrder(new Date(this.millis)) })
    this.start('refresh')
  }

  async schedule(): Promise<void> {
    const execution = `nightly-${this.runs.size}`
    const request = { kind: 'schedule', execution }
    await this.store.put(pendingKey(`schedule-${execution}`), JSON.stringify(request))
    this.start('refresh')
  }

  /** Starts a run of the pipeline: of an upload, or one that picks up what is due. */
  start(what: Upload | 'refresh'): void {
    const run = `${what === 'refresh' ? what : what.id}-${this.runs.size}`
    this.runs.set(run, 'running')
    runPipeline(this, run, what === 'refresh' ? null : what).then(
      () => this.runs.set(run, 'ended'),
      (fault) => {
        this.fault ??= fault
      },
    )
  }

  /** A day later, pages that nothing names are cleaned up. */
  clean(): void {
    this.millis += 24 * 60 * 60_000
    const run = `clean-${this.cleanings++}`
    this.subject.cleanPages(this.contextOf(run)).catch((fault) => {
      // the night's clean-up may fail; the next one does it
      if (fault instanceof AssertionError) this.fault ??= fault
    })
  }

  isRunning = (upload: Upload) =>
    [...this.runs].some(
      ([run, state]) => run.startsWith(`${upload.id}-`) && state === 'running' && !this.gate.dead.has(run),
    )

  /** Lets up to so many calls happen, one at a time, each with the fate that `fateOf` draws. */
  async proceed(steps: number, fateOf: () => Fate): Promise<void> {
    for (let step = 0; step < steps; step++) {
      await settle()
      if (this.fault) throw this.fault
      const ready = this.gate.ready()
      if (ready.length === 0) return
      this.millis += 50
      await this.gate.step(ready[this.draw(ready.length)]!, fateOf())
    }
  }
}
