import { setTimeout as wait } from 'node:timers/promises'
import { sqlHash } from '../../jobs/sql.ts'
import { type Grain, grainOf } from '../../jobs/stages.ts'
import { deployedGrain, emrIsOn, readNumber } from '../runtime/environment.ts'
import { GrainChangedError } from '../runtime/errors.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Catalog, PlanningPolicy, Request } from './catalog.ts'

/** What the pipeline works in: its store, its policy, the clock, and how to wait. */
export interface PipelineContext {
  store: ObjectStore
  policy: PlanningPolicy
  now(): Date
  /** Waits for so many milliseconds. */
  pause(millis: number): Promise<unknown>
}

const minutes = 60_000

/**
 * The planner's policy as deployed: HEAVY_ROWS, EMR=on where heavy stages have a cluster, ICEBERG=on where tables have
 * snapshots. Claims outlast the longest round of their engine (time limits of Aggregate, ComputeOnEmr and Publish with all
 * repetitions of statemachine/retry.yml), because shorter ones livelock; so no round holds more stages than run at once.
 */
export const deployedPolicy = (): PlanningPolicy => ({
  grain: deployedGrain(),
  heavyRows: readNumber('HEAVY_ROWS'),
  emr: emrIsOn(),
  snapshots: process.env.ICEBERG === 'on',
  sqlHash: (stage) => sqlHash(stage),
  claimMillis: { lambda: 150 * minutes, emr: 360 * minutes },
  stagesPerRound: 40,
})

/** The deployed pipeline over a store, by the real clock. */
export const deployedContext = (store: ObjectStore): PipelineContext => ({
  store,
  policy: deployedPolicy(),
  now: () => new Date(),
  pause: wait,
})

/** Throws GrainChangedError when the catalog's units are not what is deployed: they were fixed by its first swap. */
export function requireGrain({ grain = 'month' }: Catalog, { grain: deployed }: PlanningPolicy): void {
  if (grain === deployed) return
  throw new GrainChangedError(
    `deployed with grain=${deployed}, but what is published is by ${grain}, for good; nothing was changed and uploads stay pending. ` +
      `Deploy again with --param grain=${grain}; for grain=${deployed} deploy another sls stage ` +
      `(--stage NAME --param grain=${deployed}) and upload the same files there`,
  )
}

/** False for an upload that was staged by another grain, between two deployments: it has to be converted once more. */
export const isOfGrain = (request: Request, grain: Grain = 'month'): boolean =>
  request.kind !== 'upload' || Object.keys(request.months).every((unit) => grainOf(unit) === grain)
