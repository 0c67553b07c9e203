import { parseUnit } from '../../jobs/stages.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import type { Downloads } from '../storage/downloads.ts'
import type { Manifest } from '../upload/upload.ts'

/**
 * Staged rows of one unit of many uploads in one file. Rows of an upload never change, so it stays right whatever
 * becomes of the uploads; what is no contribution any more is left out when it is read.
 */
export interface Compaction {
  /** What each upload staged for the unit, won. */
  amounts: Record<string, number>
  file: string
}

/** Uploads of a unit that may be read from files of their own before their rows are put together. */
const looseLimit = 32

interface StagedFiles {
  /** Keys of the files that hold a unit's rows. */
  files: string[]
  /** True when so many are read one by one that they should be compacted. */
  loose: boolean
  /** What the contributions add up to, won. */
  amount: number
}

/**
 * The files that hold the rows of a planned unit. A compaction that is gone is done without; throws MissingObjectError
 * when a manifest is gone.
 */
export async function findStagedFiles(
  downloads: Downloads,
  { stage, contributions = [], compaction }: PlannedStage,
): Promise<StagedFiles> {
  const { unit } = parseUnit(stage)
  const known = compaction ? await downloads.json<Compaction>(compaction) : undefined
  const compacted = contributions
    .map(({ upload }) => known?.amounts[upload])
    .filter((one) => one !== undefined)
  const alone = contributions.filter(({ upload }) => known?.amounts[upload] === undefined)
  const manifests = await downloads.mustRead<Manifest>(alone.map(({ manifest }) => manifest))
  const staged = manifests.map((manifest) => manifest.months[unit] ?? { amount: 0, files: [] })
  const files = staged.flatMap(({ files }) => files)
  return {
    files: [...(known && compacted.length > 0 ? [known.file] : []), ...files],
    loose: alone.length > looseLimit,
    amount: [...compacted, ...staged.map(({ amount }) => amount)].reduce((sum, one) => sum + one, 0),
  }
}
