import './environment.ts'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'
import type { Resource } from '../serverless/packaged.ts'
import { statementsOf } from '../serverless/policies.ts'
import { inputBucket } from './cloud.ts'
import { clock, prepare, sweepUntilQuiet } from './scenario.ts'
import { csvOf, heavyStory } from './stories.ts'

/** What a call on an object needs. */
const actions: Record<string, string> = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  CopyObject: 's3:PutObject',
  DeleteObjects: 's3:DeleteObject',
}

const { functions } = await import(join(projectRoot, 'serverless/roles.js'))
const settings: Record<string, string> = { 'param:iceberg': 'on', 'param:kmsKey': '' }
const resolveVariable = async (name: string) => settings[name]!
const { Resources }: { Resources: Record<string, Resource> } = await functions({ resolveVariable })

/** True when the role of a function allows an action on a key of a bucket. */
function allows(name: string, action: string, bucket: 'inputBucket' | 'outputBucket', key: string): boolean {
  const role = Resources[`${name[0]!.toUpperCase()}${name.slice(1)}Role`]!
  const resources = statementsOf(role)
    .filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource)
  return resources
    .map((resource) => JSON.stringify(resource))
    .filter((arn) => arn.includes(bucket))
    .some((arn) => key.startsWith(/"\/([^"*]*)\*"/.exec(arn)?.[1] ?? '\0'))
}

const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

test('every object that a function reads, writes or removes is one that its role names', async (t) => {
  clock.start()
  const cloud = await prepare(heavyStory)
  const calls = new Set<string>()
  const forbidden = new Set<string>()
  const note = (name: string, action: string, bucket: 'inputBucket' | 'outputBucket', key: string) => {
    calls.add(`${name} ${action} ${key}`)
    if (!allows(name, action, bucket, key)) forbidden.add(`${name} ${action} ${key}`)
  }
  cloud.trouble = (command, { Bucket, Key, Delete, CopySource, IfMatch }, when, caller) => {
    const action = actions[command.replace('Command', '')]
    if (!action || !caller || when === 'after') return
    const keys: string[] = Delete ? Delete.Objects.map((object: { Key: string }) => object.Key) : [Key]
    const bucket = Bucket === inputBucket ? 'inputBucket' : 'outputBucket'
    const name = camelCase(caller.function)
    for (const key of keys) note(name, action, bucket, key)
    if (IfMatch) note(name, 's3:GetObject', bucket, Key)
    if (CopySource)
      note(name, 's3:GetObject', bucket, decodeURIComponent(CopySource.slice(CopySource.indexOf('/') + 1)))
  }
  // more uploads in one month than are read one by one, and then as many rows as make it heavy
  const loose = Array.from({ length: 33 }, (_, at) => csvOf('2024-05', at, at, 1000))
  const versions = loose.map(
    (csv, at) => [`incoming/${at}.csv`, cloud.drop(`incoming/${at}.csv`, csv)] as const,
  )
  await Promise.all(versions.map(([key, version]) => cloud.announce(key, version)))
  await cloud.upload('incoming/heavy.csv', csvOf('2024-05', 100, 130, 1000))
  await cloud.upload('incoming/refused.csv', csvOf('2024-05', 1, 9, -9000))
  await cloud.upload('incoming/header.csv', 'a,b\n1,2\n')
  cloud.start('retraction', { trigger: 'retract', key: '0.csv' })
  cloud.start('replay', { trigger: 'replay', upload: '1.csv' })
  await cloud.settle()
  await sweepUntilQuiet(cloud)
  t.diagnostic(`${calls.size} calls on objects`)
  assert.ok([...calls].some((call) => /^collectHeavy s3:PutObject _staging\/compacted\//.test(call)))
  assert.deepEqual([...forbidden], [])
})
