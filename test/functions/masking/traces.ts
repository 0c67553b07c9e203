import { mock } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { type Cloud, outputBucket } from '../../faults/cloud.ts'

/** Everything that a run of the pipeline leaves behind: objects and their keys, states, names of runs, messages, log lines. */
export async function gatherTraces(cloud: Cloud, run: () => Promise<void>): Promise<string> {
  const logged: string[] = []
  const mocks = [process.stdout, process.stderr].map((stream) => {
    const pass = stream.write.bind(stream)
    // the test runner writes there too, and no JSON
    return mock.method(stream, 'write', (text: string | Uint8Array) => {
      return typeof text === 'string' && text.startsWith('{') ? logged.push(text) > 0 : pass(text)
    })
  })
  try {
    await run()
  } finally {
    for (const each of mocks) each.mock.restore()
  }
  if (logged.length === 0) throw new Error('nothing was logged')
  const keys = cloud.s3.keys(outputBucket)
  const objects = await Promise.all(keys.map((key) => readable(cloud.s3.body(outputBucket, key)!)))
  const runs = [...cloud.runs].map(([name, { input }]) => `${name} ${JSON.stringify(input)}`)
  return [...keys, ...objects, ...runs, ...cloud.messages, ...logged].join('\n')
}

async function readable(body: Buffer): Promise<string> {
  if (body.toString('latin1', 0, 4) !== 'PAR1') return body.toString()
  const parquet = body.buffer.slice(body.byteOffset, body.byteOffset + body.length) as ArrayBuffer
  const rows = await parquetReadObjects({ file: parquet })
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}
