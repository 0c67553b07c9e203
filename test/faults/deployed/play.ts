import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { readCatalog, withKeys } from '../../../functions/catalog/stored-catalog.ts'
import { isEntered } from '../../../functions/iceberg/rounds.ts'
import { s3Store } from '../../../functions/storage/store.ts'
import { listUploads } from '../../../local/pipeline/pipeline-state.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { putUpload } from '../../../local/upload/put.ts'
import { cloud, command, startCloud, stopCloud } from '../../local/end-to-end/cloud.ts'
import { keyOf, writeFile } from '../../local/end-to-end/deliver.ts'
import { assertTables, enter } from '../../local/end-to-end/ledger.ts'
import { inputCsv, passingRows } from '../../local/end-to-end/rows.ts'
import type { Line } from '../crash-everywhere.ts'
import { points } from './points.ts'
import { FaultProxy, type Point } from './proxy.ts'

const proxyPort = cloud.port + 8
process.env.FUNCTIONS_ENDPOINT_URL = `http://127.0.0.1:${proxyPort}`

/** Hits the deployed local cloud at every point in turn; after each, all tables must equal an independent computation. */
export async function playDeployed(): Promise<(Line & { wrong: string[] })[]> {
  const proxy = new FaultProxy(proxyPort, cloud.port, () => {
    process.kill(Number(readFileSync(join(cloud.folder, 'ministack.pid'), 'utf8')), 'SIGKILL')
  })
  const verdicts: { point: Point; wrong: string[] }[] = []
  try {
    await startCloud()
    for (const [index, point] of points.entries()) {
      const wrong = await playPoint(proxy, point, index)
      verdicts.push({ point, wrong })
      console.log(
        `${point.blow} ${point.when} ${point.call.source} #${point.nth}: ${wrong.join(' ') || 'every row once'}`,
      )
    }
  } finally {
    await stopCloud()
    proxy.close()
  }
  return summarize(verdicts)
}

async function playPoint(proxy: FaultProxy, point: Point, index: number): Promise<string[]> {
  const name = `fault-${index - (index % 4 === 3 ? 1 : 0)}.csv`
  const rows = passingRows(200, index, ['2024-01', '2024-02'])
  const before = proxy.struck
  try {
    proxy.arm(point)
    const destination = { bucket: stack.inputBucket, key: keyOf(name) }
    const versionId = await putUpload(writeFile(inputCsv(rows)), destination)
    if (point.blow === 'cloud killed') await restart(proxy, before)
    await arrival(versionId)
    const upload = (await listUploads()).find((each) => each.versionId === versionId)!
    enter(upload.key, upload.id, rows)
    await assertTables()
    return proxy.struck === before + 1 ? [] : [`struck ${proxy.struck - before} times`]
  } catch (error) {
    return [(error as Error).message]
  }
}

async function restart(proxy: FaultProxy, before: number): Promise<void> {
  for (let second = 0; proxy.struck === before && second < 60; second++) await wait(1000)
  const { code, stderr } = await command('up')
  if (code !== 0) throw new Error(`up after the cloud was killed: ${stderr}`)
}

/** Waits until a version is published; helps with a nightly run, as 02:00 would, when its own run does not bring it there. */
async function arrival(versionId: string): Promise<void> {
  for (let night = 0; night < 3; night++) {
    for (let second = 0; second < 45; second++) {
      if (await isPublished(versionId)) return
      await wait(1000)
    }
    await command('nightly')
  }
  throw new Error('not published after three nights')
}

async function isPublished(versionId: string): Promise<boolean> {
  const upload = (await listUploads()).find((each) => each.versionId === versionId)
  const store = s3Store(stack.outputBucket)
  const root = await readCatalog(store)
  const catalog = root && upload && (await withKeys(store, root, [upload.key]))
  if (!upload || catalog?.keys[upload.key]?.upload !== upload.id) return false
  const clean = Object.values(catalog.stages).every(({ want, done, claim }) => want === done && !claim)
  // the tables are compared as their snapshots show them
  return clean && isEntered(store, catalog.rounds ?? 0)
}

function summarize(verdicts: { point: Point; wrong: string[] }[]) {
  return (['connection lost', 'worker killed', 'cloud killed'] as const).map((blow) => {
    const of = verdicts.filter(({ point }) => point.blow === blow)
    const wrong = of.flatMap(({ wrong }) => wrong)
    const outcome = wrong.length === 0 ? 'every row once' : `${wrong.length} WRONG`
    return { fault: `deployed: ${blow}`, injections: of.length, outcome, lost: 0, doubled: 0, wrong }
  })
}
