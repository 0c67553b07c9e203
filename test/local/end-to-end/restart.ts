import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { emrService } from '../../../local/emr/service.ts'
import { metrics } from '../../../local/metrics/service.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { cloud, command } from './cloud.ts'
import { assertTables } from './ledger.ts'
import { snapshot } from './objects.ts'

const s3 = new S3Client({ forcePathStyle: true })
const versioned = { Bucket: stack.outputBucket, Key: '_local/versioned' }
const bodies = ['first', '', 'third and last']
const versions: string[] = []

async function assertVersions(): Promise<void> {
  for (const [index, VersionId] of versions.entries()) {
    const { Body } = await s3.send(new GetObjectCommand({ ...versioned, VersionId }))
    assert.equal(await Body!.transformToString(), bodies[index])
  }
}

test('each version of an object, and a range of it, is read as it was written', async () => {
  for (const Body of bodies) {
    const { VersionId } = await s3.send(new PutObjectCommand({ ...versioned, Body }))
    versions.push(VersionId!)
    await assertVersions()
  }
  const { Body, ContentRange } = await s3.send(new GetObjectCommand({ ...versioned, Range: 'bytes=6-8' }))
  assert.deepEqual([await Body!.transformToString(), ContentRange], ['and', 'bytes 6-8/14'])
  await s3.send(new DeleteObjectCommand(versioned))
  await assert.rejects(s3.send(new GetObjectCommand({ ...versioned, Range: 'bytes=6-8' })), {
    name: 'NoSuchKey',
  })
  await assertVersions()
})

test('everything is still there after down and up at once, and nothing is deployed again', async () => {
  const tables = await snapshot()
  assert.equal((await command('down')).code, 0)
  const { code, stdout, stderr } = await command('up')
  assert.equal(code, 0, stderr)
  assert.match(stdout, /nothing to deploy/)
  for (const service of [emrService, metrics]) assert.ok(await service.isHealthy(cloud), service.name)
  assert.deepEqual(await snapshot(), tables)
  await assertTables()
  await assertVersions()
})

test('up again takes seconds', async () => {
  const started = Date.now()
  assert.equal((await command('up')).code, 0)
  assert.ok(Date.now() - started < 5000, `${Date.now() - started} ms`)
})

test('what another folder deployed does not pass for what is to be deployed here', async () => {
  const other = mkdtempSync(join(tmpdir(), 'other-'))
  process.env.CARD_PIPELINE_LOCAL = other
  try {
    const { code, stdout, stderr } = await command('up', '--param', 'snapshotDays=399')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /✔ deployed/)
  } finally {
    delete process.env.CARD_PIPELINE_LOCAL
    rmSync(other, { recursive: true })
  }
  const { code, stdout, stderr } = await command('up')
  assert.equal(code, 0, stderr)
  assert.match(stdout, /✔ deployed/)
})
