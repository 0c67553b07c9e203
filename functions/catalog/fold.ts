import { type StageId, unitStage } from '../../jobs/stages.ts'
import { attemptOf } from '../storage/layout.ts'
import { runNumber } from '../upload/upload-identity.ts'
import type {
  Catalog,
  Contribution,
  PlanningPolicy,
  Request,
  RetractRequest,
  StageEntry,
  UploadRequest,
} from './catalog.ts'
import { isDirty, isUnit, newStage, parkedAfter, yearsOf } from './stage-state.ts'

/** A catalog being changed: the entries it holds are its own to change once `draftStage` gave them out. */
export interface Draft extends Catalog {
  fresh: Set<StageId>
}

export const draftOf = (catalog: Catalog): Draft => ({
  ...catalog,
  keys: { ...catalog.keys },
  stages: { ...catalog.stages },
  fresh: new Set(),
})

export const catalogOf = ({ fresh: _, ...catalog }: Draft): Catalog => catalog

/** The entry of a stage, made when missing, that may be changed without touching the catalog it came from. */
export function draftStage(draft: Draft, id: StageId): StageEntry {
  if (!draft.fresh.has(id)) {
    draft.stages[id] = { ...(draft.stages[id] ?? newStage()) }
    draft.fresh.add(id)
  }
  return draft.stages[id]!
}

/** Counts a failure of a stage that was given out by `draftStage`, and keeps why. */
export function countFailure(stage: StageEntry, reason: string): void {
  stage.failures++
  stage.failure = reason
}

export function forgetFailures(stage: StageEntry): void {
  stage.failures = 0
  delete stage.failure
}

/**
 * Takes admitted requests into the catalog; pure. Any order of requests gives the same contributions: a higher order
 * replaces a key's contribution, as does a later conversion of the same version; anything else changes nothing.
 * @param catalog with what the requests' keys contribute so far
 * @param now ISO 8601 UTC
 */
export function fold(
  catalog: Catalog,
  requests: readonly Request[],
  now: string,
  policy: PlanningPolicy,
): Catalog {
  const draft = draftOf(catalog)
  for (const request of requests) {
    if (request.kind === 'schedule') makeDue(draft, now, policy)
    else contribute(draft, request, now, policy)
  }
  return catalogOf(draft)
}

function contribute(
  draft: Draft,
  request: UploadRequest | RetractRequest,
  now: string,
  policy: PlanningPolicy,
): void {
  const old = draft.keys[request.key]
  if (!replaces(request, old)) return
  const contribution = contributionOf(request, policy)
  // a retraction stays as a tombstone: without it an older version folded late would come back
  draft.keys[request.key] = contribution
  const units = new Set([...Object.keys(old?.months ?? {}), ...Object.keys(contribution.months)])
  for (const unit of units) {
    const id = unitStage(unit)
    const stage = draftStage(draft, id)
    stage.want++
    stage.input = (stage.input ?? 0) + (contribution.months[unit] ?? 0) - (old?.months[unit] ?? 0)
    if (old?.order === request.order) dropCompaction(stage)
    const touched = [stage, ...yearsOf(id).map((year) => draftStage(draft, year))]
    for (const each of touched) {
      forgetFailures(each)
      if (contribution.heavy) each.due ??= now
    }
  }
}

/** True when a request takes the place of what its key has: of a newer version, or of the same converted by a later run. */
export function replaces(request: UploadRequest | RetractRequest, old: Contribution | undefined): boolean {
  if (request.order !== old?.order) return request.order > (old?.order ?? '')
  return request.kind === 'upload' && conversionOf(request.manifest) > conversionOf(old.manifest)
}

/** Which of an upload's runs converted it. */
const conversionOf = (manifest: string | null) => runNumber(attemptOf(manifest ?? '')?.attempt ?? '')

/** What was put together so far, or is being, holds rows of an upload that was converted anew, under the same id. */
function dropCompaction(stage: StageEntry): void {
  delete stage.compaction
  stage.reconverted = stage.want
}

function contributionOf(request: UploadRequest | RetractRequest, policy: PlanningPolicy): Contribution {
  const { order } = request
  if (request.kind === 'retract') return { order, upload: null, manifest: null, months: {}, heavy: false }
  const { upload, manifest, months, rows, source, quarantined } = request
  const heavy = rows >= policy.heavyRows
  return {
    order,
    upload,
    manifest,
    months,
    heavy,
    ...(source && { source }),
    ...(quarantined && { quarantined }),
  }
}

function makeDue(draft: Draft, now: string, policy: PlanningPolicy): void {
  const dirty = Object.keys(draft.stages).filter((id) => isDirty(id, draft.stages[id]!, policy))
  for (const id of dirty) {
    const stage = draftStage(draft, id)
    stage.due ??= now
    stage.failures = Math.min(stage.failures, parkedAfter - 1)
    if (isUnit(id)) for (const year of yearsOf(id)) draftStage(draft, year).due ??= now
  }
}
