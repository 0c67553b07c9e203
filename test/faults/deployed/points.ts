import type { Blow, Point } from './proxy.ts'

const output = '/card-pipeline-output-local/'
const put = (key: string) => new RegExp(`^PUT ${output}${key}`)
const at = (blow: Blow, when: Point['when'], call: RegExp, nth = 1): Point => ({ blow, when, call, nth })

/** Where the deployed system is hit, in the order of a run. */
export const points: Point[] = [
  at('worker killed', 'before', /^GET \/card-pipeline-input-local\/incoming/, 1),
  at('worker killed', 'before', /^GET \/card-pipeline-input-local\/incoming/, 2),
  at('worker killed', 'after', put('_staging/.*parquet')),
  at('connection lost', 'after', put('_staging/.*chunks/')),
  at('worker killed', 'before', put('_staging/.*manifest')),
  at('worker killed', 'after', put('_staging/.*duplicates')),
  at('connection lost', 'after', put('quality_report/')),
  at('cloud killed', 'after', put('_pipeline/pending/')),
  at('worker killed', 'after', put('_pipeline/pending/')),
  at('worker killed', 'before', put('_pipeline/catalog')),
  at('worker killed', 'after', put('_pipeline/catalog')),
  at('connection lost', 'after', put('_pipeline/catalog')),
  at('worker killed', 'before', /^POST \/card-pipeline-output-local\/?\?delete/),
  at('worker killed', 'before', put('_attempts/.*plan-1')),
  at('worker killed', 'after', put('_attempts/.*parquet')),
  at('worker killed', 'before', put('_attempts/.*result')),
  at('worker killed', 'before', put('partitioned_txn/')),
  at('worker killed', 'after', put('partitioned_txn/')),
  at('connection lost', 'after', put('daily_summary/')),
  at('cloud killed', 'after', put('regional_analysis/')),
  at('worker killed', 'after', put('_pipeline/catalog'), 2),
  at('worker killed', 'after', put('quarterly/'), 3),
]
