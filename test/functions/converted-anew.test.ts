import '../faults/environment.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import iconv from 'iconv-lite'
import { source } from '../../hive/sources/van-a.ts'
import { readTables } from '../faults/accounting.ts'
import { Cloud, inputBucket } from '../faults/cloud.ts'

const key = 'incoming/van-a/day.txt'
const row = (number: number) =>
  `D|A${number}|2024030112340${number}|****-****-****-1234|C|별빛커피|카페|식비|100|0|00|서울`
const file = iconv.encode(['H|x', row(1), row(2), 'T|2|200', ''].join('\n'), 'cp949')

const { values } = source.fields.card_type as { values: Record<string, string> }
const credit = values.C!
after(() => {
  values.C = credit
})

/** Card types of what is published. */
async function cardTypes(cloud: Cloud): Promise<string[]> {
  const tables = await readTables(cloud.s3)
  const keys = Object.keys(tables).filter((each) => each.startsWith('partitioned_txn/'))
  return keys.flatMap((each) => tables[each]!.map((text) => JSON.parse(text).card_type as string))
}

test('a replay of a published upload converts it by the source as it is by now', async () => {
  const cloud = new Cloud()
  cloud.install()
  await cloud.announce(key, cloud.s3.put(inputBucket, key, file).versionId)
  assert.deepEqual(await cardTypes(cloud), ['신용', '신용'])
  values.C = '체크'
  for (const replay of ['first', 'second']) {
    cloud.start(replay, { trigger: 'replay', upload: key })
    await cloud.settle()
    assert.deepEqual(await cardTypes(cloud), ['체크', '체크'])
  }
  assert.deepEqual(
    [...cloud.runs.values()].filter(({ status }) => status !== 'SUCCEEDED'),
    [],
  )
})
