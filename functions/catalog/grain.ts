import { type Grain, grainOf } from '../../jobs/stages.ts'
import { GrainChangedError } from '../runtime/errors.ts'
import type { Catalog, PlanningPolicy, Request } from './catalog.ts'

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
