import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sparkSql } from '../../../local/spark/run.ts'
import type { MemoryS3 } from '../memory-s3.ts'
import { listFiles, parsePath } from './run-script.ts'

/** Runs a script with real Spark, from and to an S3 in memory, by way of a folder that stands for all buckets. */
export async function runOnSpark(s3: MemoryS3, script: string): Promise<void> {
  const { bucket, key } = parsePath(script)
  const text = s3.body(bucket, key)!.toString()
  const written = [...text.matchAll(/INSERT OVERWRITE DIRECTORY '([^']+)'/g)].map(([, path]) => path!)
  const read = [...text.matchAll(/(?:parquet\.`|path ')(s3:[^`']+)/g)].map(([, path]) => path!)
  const folder = await mkdtemp(join(tmpdir(), 'run-on-spark-'))
  try {
    for (const path of read.filter((each) => !written.includes(each)))
      for (const file of listFiles(s3, path)) await download(s3, file, folder)
    const sql = text.replaceAll('s3://', `${folder}/`)
    const { code, stderr } = await sparkSql({ sql, s3: undefined, announce: console.error })
    if (code !== 0) throw new Error(stderr.slice(-2000))
    for (const path of written) await upload(s3, path, folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function download(s3: MemoryS3, { bucket, key }: { bucket: string; key: string }, folder: string) {
  const path = join(folder, bucket, key)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, s3.body(bucket, key)!)
}

async function upload(s3: MemoryS3, path: string, folder: string): Promise<void> {
  const { bucket, key } = parsePath(path)
  const names = await readdir(join(folder, bucket, key))
  for (const name of names.filter((each) => !each.startsWith('.')))
    s3.put(bucket, `${key}/${name}`, await readFile(join(folder, bucket, key, name)))
}
