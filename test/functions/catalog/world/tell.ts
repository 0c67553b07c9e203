import assert from 'node:assert/strict'
import { isUnit } from '../../../../functions/catalog/stage-state.ts'
import { partitionKey } from '../../../../functions/storage/layout.ts'
import { stagePartitions } from '../../../../jobs/partitions.ts'
import { parseUnit } from '../../../../jobs/stages.ts'
import type { Computing, TableObject } from './compute.ts'
import type { Fate } from './gate.ts'
import { uploadsOf } from './invariants.ts'
import { type Happening, type Story, units } from './story.ts'
import type { Subject } from './subject.ts'
import { World } from './world.ts'

/** Lets a story happen; throws when anything is lost, stale, mixed, overtaken or left undone. */
export async function tell(
  subject: Subject,
  { grain, seed, faultEvery, happenings, lastRows }: Story,
  computing: Computing = { fixedSet: true, wholeUnits: true, snapshots: true },
): Promise<void> {
  const world = new World(subject, grain, seed, computing)
  const fateOf = (): Fate => {
    if (faultEvery === 0 || world.draw(faultEvery) > 0) return 'works'
    return (['fails before', 'fails after', 'dies before', 'dies after'] as const)[world.draw(4)]!
  }
  for (const { happening, steps } of happenings) {
    await happen(world, happening)
    await world.proceed(steps, fateOf)
  }
  // crashes stop; what is poisoned stays so
  await quiesce(world)
  world.gate.paused.clear()
  await quiesce(world)
  const last = await world.upload('last', Object.fromEntries(units[grain].map((unit) => [unit, lastRows])))
  world.start(last)
  await quiesce(world)
  checkContributions(world)
  checkPublished(world, lastRows >= 100)
  await world.schedule()
  await quiesce(world)
  checkPublished(world, true)
  world.poisoned.clear()
  await world.schedule()
  await quiesce(world)
  checkPublished(world, true)
  assert.deepEqual(world.pending(), [])
  if (computing.snapshots) await world.store.snapshots.checkAll()
}

async function happen(world: World, what: Happening): Promise<void> {
  const runs = [...world.runs.keys()]
  if (what.kind === 'upload') {
    const upload = await world.upload(what.key, what.units)
    if (what.delivered) world.start(upload)
  } else if (what.kind === 'retract') await world.retract(what.key)
  else if (what.kind === 'schedule') await world.schedule()
  else if (what.kind === 'redeliver' && world.uploads.length > 0)
    world.start(world.uploads[world.draw(world.uploads.length)]!)
  else if (what.kind === 'sweep') world.start('refresh')
  else if (what.kind === 'deploy') world.sql = `sql-${Number(world.sql.slice(4)) + 1}`
  else if (what.kind === 'overtake') overtake(world, runs)
  else if (what.kind === 'wake') world.gate.paused.clear()
  else if (what.kind === 'heal') world.poisoned.clear()
  else if (what.kind === 'kill' && runs[what.run]) world.gate.kill(runs[what.run]!)
  else if (what.kind === 'pause' && runs[what.run]) world.gate.paused.add(runs[what.run]!)
  else if (what.kind === 'clean') world.clean()
  else if (what.kind === 'wait') world.millis += what.minutes * 60_000
  else if (what.kind === 'poison') world.poisoned.set(`etl/${what.unit}`, what.effect)
}

/** Every run stops where it is until its claims have expired, and another one takes over. */
function overtake(world: World, runs: string[]): void {
  for (const run of runs) world.gate.paused.add(run)
  world.millis += 90 * 60_000
  world.start('refresh')
}

/** Sweeps, without further faults, until nothing is left to do. */
async function quiesce(world: World): Promise<void> {
  for (let sweep = 0; sweep < 200; sweep++) {
    await world.proceed(100_000, () => 'works')
    const ledger = {
      pending: new Set(world.pending()),
      rejected: new Set<string>(),
      catalog: world.catalog(),
    }
    const missing = world.subject
      .findMissing(world.uploads, ledger)
      .filter((upload) => !world.isRunning(upload))
    for (const upload of missing) world.start(upload)
    if (missing.length > 0) continue
    const context = { ...world.contextOf('sweep'), store: world.store }
    if (await world.subject.findWork(context)) world.start('refresh')
    else if (world.pending().length > 0 || claimed(world)) world.millis += 30 * 60_000
    else return
  }
  assert.fail('the sweeps never came to an end')
}

const claimed = (world: World) => Object.values(world.catalog().stages).some(({ claim }) => claim)

/** Every key's contribution is its newest request. */
function checkContributions(world: World): void {
  const newest = new Map<string, { order: string; id: string | null }>()
  const requests = [...world.uploads, ...world.retractions.map((each) => ({ ...each, id: null }))]
  for (const { key, order, id } of requests)
    if (order > (newest.get(key)?.order ?? '')) newest.set(key, { order, id })
  const contributions = Object.entries(world.catalog().keys).map(([key, { order, upload }]) => [
    key,
    { order, id: upload },
  ])
  assert.deepEqual(Object.fromEntries(contributions.sort()), Object.fromEntries([...newest].sort()))
}

/** Everything due is published; what is not is heavy and only touched by small uploads, or poisoned. */
function checkPublished(world: World, all: boolean): void {
  const catalog = world.catalog()
  for (const [id, stage] of Object.entries(catalog.stages)) {
    if (world.poisoned.has(id)) continue
    const clean = stage.done === stage.want && (stage.done === 0 || stage.sqlHash === world.sql)
    if (all) assert.ok(clean, `${id} is left undone: ${JSON.stringify(stage)}`)
    if (!clean) assert.ok(stage.failures < 3 && !stage.due, `${id} is left undone: ${JSON.stringify(stage)}`)
    if (clean && isUnit(id)) checkUnit(world, id)
  }
}

function checkUnit(world: World, id: string): void {
  for (const { table, partition } of stagePartitions(id)) {
    const object = world.store.json<TableObject>(partitionKey(table, partition, parseUnit(id).part))
    assert.deepEqual(object?.made, uploadsOf(world.catalog(), id), id)
  }
}
