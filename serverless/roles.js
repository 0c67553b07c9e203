// Who may do what: one role per function, named actions on named prefixes, nothing more.
// test/serverless/roles.test.ts compares each with the calls in its function's bundle, the end-to-end tests with the calls
// that were made, and test/faults/rights.test.ts with every object that was touched.
import { computedTables, hiveName } from '../hive/contract.ts'
import { endClusters, onClusters, startClusters } from './emr-rights.js'
import {
  describeRuns,
  input,
  observe,
  output,
  readHistories,
  role,
  roleName,
  sendMessages,
  sendReaders,
  startRuns,
  useKeys,
} from './rights.js'

/** Prefixes that only publish writes. quality_report/ and quarantined_txn/ have an object per upload, written where it is judged and admitted. */
const tablePrefixes = computedTables.map(({ name }) => `${name}/`)

/** The catalog's root, and its pages: whoever swaps the root may have to write pages before it. */
const catalog = ['_pipeline/catalog.json', '_pipeline/catalog/']

/** Where publish keeps files for snapshots, where report and sweep commit them, and where all of it is; nothing without. */
const snapshotPrefixes = (folder) => computedTables.map((table) => `_iceberg/${hiveName(table)}/${folder}/`)
const withSnapshots = {
  data: snapshotPrefixes('data'),
  metadata: snapshotPrefixes('metadata'),
  rounds: ['_iceberg/rounds/'],
  all: ['_iceberg/'],
  readers: [sendReaders()],
}
const withoutSnapshots = { data: [], metadata: [], rounds: [], all: [], readers: [] }

const rightsWith = (snapshots) => ({
  onUpload: [
    input.read('incoming/'),
    input.list(),
    output.write('_rejected/', 'quality_report/'),
    sendMessages(),
    startRuns(),
  ],
  convertChunk: [input.find(), input.read('incoming/'), output.write('_staging/')],
  mergeChunks: [output.list(), output.read('_staging/'), output.write('_staging/')],
  findDuplicates: [output.list(), output.read('_staging/'), output.write('_staging/')],
  checkQuality: [output.list(), output.read('_staging/'), output.write('_staging/', 'quality_report/')],
  rejectUpload: [output.list(), output.read('_staging/'), output.write('_rejected/'), sendMessages()],
  admitUpload: [
    output.list(),
    output.read('_staging/', 'quarantined_txn/'),
    output.write('_pipeline/pending/', 'quarantined_txn/'),
  ],
  sweep: [
    input.read('incoming/'),
    input.list(),
    output.list(),
    output.read('_pipeline/', '_rejected/', '_attempts/', '_staging/', ...snapshots.all, ...tablePrefixes),
    output.write('_pipeline/pending/', ...catalog, '_rejected/', 'quality_report/', ...snapshots.metadata),
    output.remove('_staging/', '_attempts/', '_pipeline/catalog/', ...snapshots.all),
    ...snapshots.readers,
    sendMessages(),
    startRuns(),
    describeRuns(),
    ...endClusters(),
  ],
  retractKey: [
    output.list(),
    output.read(...catalog, '_pipeline/retracted/'),
    output.write('_pipeline/retracted/', '_pipeline/pending/'),
  ],
  replayUpload: [
    input.read('incoming/'),
    input.list(),
    output.write('_rejected/', 'quality_report/'),
    sendMessages(),
    startRuns(),
    describeRuns(),
  ],
  planStages: [
    output.list(),
    output.read('_pipeline/', '_attempts/'),
    output.write(...catalog, '_pipeline/turn.json', '_attempts/'),
    output.remove('_pipeline/pending/'),
  ],
  aggregate: [
    output.list(),
    output.read('_pipeline/catalog/', '_staging/', '_attempts/', 'partitioned_txn/'),
    output.write('_attempts/', '_staging/compacted/'),
  ],
  submitStep: [
    output.list(),
    output.read('_pipeline/catalog/', '_attempts/', '_staging/', 'partitioned_txn/'),
    output.write('_attempts/'),
    ...startClusters(),
  ],
  checkStep: [onClusters('DescribeStep', 'DescribeCluster')],
  collectHeavy: [
    output.list(),
    output.read('_pipeline/catalog/', '_attempts/', '_staging/'),
    output.write('_attempts/', '_staging/compacted/'),
  ],
  collectDuplicates: [output.list(), output.read('_attempts/'), output.write('_staging/')],
  benchmark: [
    output.list(),
    output.read('_pipeline/catalog.json', 'partitioned_txn/', 'optimized/'),
    output.write('optimized/', 'benchmark_report/', '_attempts/'),
    output.remove('optimized/'),
  ],
  collectBenchmark: [
    output.list(),
    output.read('_attempts/', 'optimized/'),
    output.write('benchmark_report/'),
  ],
  terminateCluster: [...endClusters(), sendMessages()],
  publish: [
    output.list(),
    output.read(...catalog, '_attempts/', ...tablePrefixes),
    output.write(...catalog, '_attempts/', ...snapshots.data, ...tablePrefixes),
  ],
  report: [
    output.list(),
    output.read('_pipeline/', '_attempts/', ...snapshots.all),
    output.write('_pipeline/uploads/', 'reports/', ...snapshots.metadata, ...snapshots.rounds),
    ...snapshots.readers,
    sendMessages(),
    readHistories(),
  ],
  recover: [
    output.list(),
    output.read(...catalog, '_attempts/'),
    output.write(...catalog, 'reports/'),
    sendMessages(),
    readHistories(),
    ...endClusters(),
  ],
})

/** Functions that an event calls without waiting: what they could not do goes to the failure queue. */
const asynchronous = ['onUpload', 'sweep']
const failureQueue = {
  Effect: 'Allow',
  Action: ['sqs:SendMessage'],
  Resource: [{ 'Fn::GetAtt': ['FailedEvents', 'Arn'] }],
}

const functionRole = (name, rights, kmsKey) => {
  const own = [...rights, ...(asynchronous.includes(name) ? [failureQueue] : [])]
  return role('lambda.amazonaws.com', [...observe(name), ...own, ...useKeys(own, kmsKey)])
}

export const functions = async ({ resolveVariable }) => {
  const kmsKey = await resolveVariable('param:kmsKey')
  const iceberg = await resolveVariable('param:iceberg')
  const rights = Object.entries(rightsWith(iceberg === 'on' ? withSnapshots : withoutSnapshots))
  return {
    Resources: Object.fromEntries(
      rights.map(([name, own]) => [roleName(name), functionRole(name, own, kmsKey)]),
    ),
  }
}
