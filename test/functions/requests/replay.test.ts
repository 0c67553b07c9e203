import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayUpload } from '../../../functions/requests/replay.ts'
import { identifyVersions } from '../../../functions/sweep/missing.ts'

const version = (versionId: string, time: string) => ({
  key: 'incoming/a.csv',
  latest: versionId === 'new',
  versionId,
  lastModified: new Date(time),
  etag: '"e"',
  bytes: 1,
})
const versions = [version('new', '2024-03-02T00:00:00Z'), version('old', '2024-03-01T00:00:00Z')]
const [old, newest] = identifyVersions('input', versions).map(({ id }) => id) as [string, string]

async function replay(name: string, statuses: Record<string, string> = {}) {
  const received: string[] = []
  const replayed = await replayUpload(name, {
    inputBucket: 'input',
    listVersions: async function* () {
      yield* versions
    },
    statusOf: async (execution) => statuses[execution] ?? null,
    receive: async ({ id }, execution) => {
      received.push(`${id} in ${execution}`)
      return 'started'
    },
  })
  return { ...replayed, received }
}

const found: [string, string, Record<string, string>, string, string][] = [
  ['its key, the newest version', 'a.csv', {}, newest, newest],
  ['its id', old, {}, old, old],
  ['the beginning of its id', old.slice(0, -4), {}, old, old],
  ['its id, after runs that ended', old, { [old]: 'FAILED', [`${old}-r1`]: 'SUCCEEDED' }, old, `${old}-r2`],
]
for (const [what, name, statuses, upload, run] of found)
  test(`an upload is run again by ${what}`, async () => {
    assert.deepEqual(await replay(name, statuses), {
      upload,
      run,
      reception: 'started',
      received: [`${upload} in ${run}`],
    })
  })

const refused: [string, string, Record<string, string>, RegExp][] = [
  ['a name that nothing has', 'z.csv', {}, /no upload or key named z\.csv/],
  ['no name', '', {}, /no upload or key named/],
  ['an upload whose run is under way', old, { [old]: 'RUNNING' }, /a run of .* is under way/],
]
for (const [what, name, statuses, message] of refused)
  test(`${what} is refused with the reason`, () =>
    assert.rejects(() => replay(name, statuses), { name: 'RequestError', message }))
