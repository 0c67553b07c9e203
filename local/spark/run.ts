import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type S3Access, type SparkOptions, sparkCommand } from './command.ts'
import { type Announce, ensureSpark } from './install.ts'

interface SparkSqlOptions extends Omit<SparkOptions, 'args'> {
  /** The statements, or the file (local path or `s3://`) that holds them. */
  sql?: string
  file?: string
  /** Values of `${name}` in the statements. */
  variables?: Record<string, string>
  announce?: Announce
}

interface SparkSqlResult {
  /** 0, or 1 when a statement failed. */
  code: number
  /** Rows of the SELECTs, fields tab-separated. */
  stdout: string
  stderr: string
  seconds: number
}

/** S3 of the local cloud as the environment names it. */
export function localS3(environment: NodeJS.ProcessEnv = process.env): S3Access | undefined {
  const endpoint = environment.AWS_ENDPOINT_URL
  if (!endpoint) return undefined
  return {
    endpoint,
    region: environment.AWS_REGION ?? 'ap-northeast-2',
    accessKey: environment.AWS_ACCESS_KEY_ID ?? 'test',
    secretKey: environment.AWS_SECRET_ACCESS_KEY ?? 'test',
  }
}

/** Runs statements in a spark-sql process of its own and waits for its end. Spark is installed when it is not there. */
export async function sparkSql(options: SparkSqlOptions): Promise<SparkSqlResult> {
  const spark = await ensureSpark(options.announce)
  const folder = await mkdtemp(join(tmpdir(), 'spark-sql-'))
  try {
    const file = options.file ?? join(folder, 'statements.sql')
    if (options.sql !== undefined) await writeFile(file, options.sql)
    const variables = Object.entries(options.variables ?? {}).flatMap(([k, v]) => ['--hivevar', `${k}=${v}`])
    const java = [`-Djava.io.tmpdir=${folder}`, ...(options.java ?? [])]
    const settings = { s3: localS3(), ...options, java, args: ['-f', file, ...variables] }
    const [command, ...args] = sparkCommand(spark, {
      ...settings,
      conf: { 'spark.sql.warehouse.dir': join(folder, 'warehouse'), ...options.conf },
    })
    return await capture(command!, args, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The loopback address keeps Spark from searching for the machine's own. */
export const sparkEnvironment = () => ({ ...process.env, SPARK_LOCAL_IP: '127.0.0.1' })

async function capture(command: string, args: string[], cwd: string): Promise<SparkSqlResult> {
  const started = performance.now()
  const child = spawn(command, args, { cwd, env: sparkEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
  return { code, stdout, stderr, seconds: (performance.now() - started) / 1000 }
}
