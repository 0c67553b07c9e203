import type { Contribution } from '../../functions/catalog/catalog.ts'
import { readContributions } from '../../functions/catalog/stored-catalog.ts'
import { touchedStages } from '../../functions/run/run-summary.ts'
import type { ObjectStore } from '../../functions/storage/store.ts'
import { hashOf } from '../../functions/sweep/compare-input.ts'
import { groupByKey, identifyVersions, inOrder } from '../../functions/sweep/missing.ts'
import type { Upload } from '../../functions/upload/upload.ts'
import { type ListedVersion, placeOf } from '../../functions/upload/upload-identity.ts'
import type { Evidence } from './upload-state.ts'

/** Uploads that are only counted: nothing of them is left to do or to tell. */
export interface Settled {
  published: number
  superseded: number
}

/** Rows of an upload that stands which are kept apart. */
export interface QuarantinedUpload {
  key: string
  upload: string
  rows: number
}

/** What is kept of every key while the listing passes by, by the key's hash. */
interface KnownKey {
  /** Place of the newest folded request among the key's versions. */
  place: number
  /** True when its rows are in the tables, and all its stages are done. */
  published: boolean
}

/** Uploads that are kept although they are settled: the newest ones. */
const newest = 1000

/**
 * Looks at the uploads of a listing of any length as it passes by, and keeps the newest thousand, those that are not
 * settled, and those that are asked for.
 */
export class UploadPass {
  readonly settled: Settled = { published: 0, superseded: 0 }
  private readonly unsettled: Upload[] = []
  private recent: [upload: Upload, state: keyof Settled][] = []
  private readonly evidence: Pick<Evidence, 'rejected'>
  private readonly standings: ReadonlyMap<string, KnownKey>
  private readonly isMeant: (upload: Upload) => boolean

  /** @param isMeant of an upload that is kept whatever its state */
  constructor(
    evidence: Pick<Evidence, 'rejected'>,
    standings: ReadonlyMap<string, KnownKey>,
    isMeant: (upload: Upload) => boolean = () => false,
  ) {
    this.evidence = evidence
    this.standings = standings
    this.isMeant = isMeant
  }

  /** The versions as they came, keys in order. */
  async *watch(bucket: string, versions: AsyncIterable<ListedVersion>): AsyncGenerator<ListedVersion> {
    for await (const ofOneKey of groupByKey(versions)) {
      for (const upload of identifyVersions(bucket, ofOneKey)) this.look(upload)
      yield* ofOneKey
    }
  }

  /** What was kept, oldest first. */
  uploads = (): Upload[] => inOrder([...this.unsettled, ...this.recent.map(([upload]) => upload)])

  private look(upload: Upload): void {
    const state = this.isMeant(upload) ? null : this.settledState(upload)
    if (state === null) this.unsettled.push(upload)
    else this.recent.push([upload, state])
    if (this.recent.length >= 2 * newest) this.forget()
  }

  private settledState({ id, key, order }: Upload): keyof Settled | null {
    const standing = this.standings.get(hashOf(key))
    if (!standing || placeOf(order) > standing.place) return null
    if (placeOf(order) === standing.place) return standing.published ? 'published' : null
    return this.evidence.rejected.has(id) ? null : 'superseded'
  }

  private forget(): void {
    const newestFirst = this.recent.toSorted(([a], [b]) => (a.order > b.order ? -1 : 1))
    for (const [, state] of newestFirst.slice(newest)) this.settled[state]++
    this.recent = newestFirst.slice(0, newest)
  }
}

/** How every key stands, and the rows that are kept apart, from all pages of a catalog, a few at a time. */
export async function readStandings(
  store: ObjectStore,
  { catalog, stages }: Pick<Evidence, 'catalog' | 'stages'>,
) {
  const standings = new Map<string, KnownKey>()
  const quarantines: QuarantinedUpload[] = []
  const isPublished = ({ upload, months }: Contribution) =>
    upload !== null &&
    touchedStages(Object.keys(months)).every((stage) => (stages[stage] ?? 'clean') === 'clean')
  for await (const page of readContributions(store, catalog))
    for (const [key, contribution] of Object.entries(page)) {
      const { upload, quarantined: rows = 0 } = contribution
      if (upload && rows > 0) quarantines.push({ key, upload, rows })
      standings.set(hashOf(key), {
        place: placeOf(contribution.order),
        published: isPublished(contribution),
      })
    }
  return { standings, quarantines }
}
