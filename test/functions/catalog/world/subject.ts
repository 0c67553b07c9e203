import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as admit from '../../../../functions/catalog/admit.ts'
import type * as finish from '../../../../functions/catalog/finish.ts'
import type * as plan from '../../../../functions/catalog/plan.ts'
import type * as publish from '../../../../functions/catalog/publish-round.ts'
import type * as commit from '../../../../functions/iceberg/commit-round.ts'
import type * as pages from '../../../../functions/sweep/clean-pages.ts'
import type * as missing from '../../../../functions/sweep/missing.ts'
import type * as work from '../../../../functions/sweep/work.ts'

/** The real functions under test, as found in a project folder (the project itself, or a copy with one rule removed). */
export interface Subject {
  admitUpload: typeof admit.admitUpload
  planRun: typeof plan.planRun
  publishRound: typeof publish.publishRound
  releaseClaims: typeof finish.releaseClaims
  cleanPages: typeof pages.cleanPages
  findMissing: typeof missing.findMissing
  findWork: typeof work.findWork
  commitRound: typeof commit.commitRound
}

export async function loadSubject(root: string): Promise<Subject> {
  const load = (path: string) => import(pathToFileURL(join(root, path)).href)
  const { admitUpload } = await load('functions/catalog/admit.ts')
  const { planRun } = await load('functions/catalog/plan.ts')
  const { publishRound } = await load('functions/catalog/publish-round.ts')
  const { releaseClaims } = await load('functions/catalog/finish.ts')
  const { cleanPages } = await load('functions/sweep/clean-pages.ts')
  const { findMissing } = await load('functions/sweep/missing.ts')
  const { findWork } = await load('functions/sweep/work.ts')
  const { commitRound } = await load('functions/iceberg/commit-round.ts')
  return { admitUpload, planRun, publishRound, releaseClaims, cleanPages, findMissing, findWork, commitRound }
}
