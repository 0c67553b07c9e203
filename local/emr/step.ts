import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { sparkCommand } from '../spark/command.ts'
import { type Announce, ensureSpark } from '../spark/install.ts'
import { localS3, sparkEnvironment } from '../spark/run.ts'
import type { Entry, Step } from './state.ts'
import type { RunStep } from './step-outcome.ts'

/** Options of spark-submit that take a value; everything else goes to spark-sql itself. */
const submitOptions = ['--conf', '--master', '--deploy-mode', '--name', '--num-executors', '--executor-cores']
const memoryOptions = ['--executor-memory', '--driver-memory']

/** What a step asks spark-sql to do. */
interface SparkStep {
  conf: Record<string, string>
  args: string[]
}

/** Reads a step's arguments; throws when it is not `command-runner.jar spark-sql …`, the one program there is here. */
export function readStep(entry: Entry, step: Step): SparkStep {
  const [program, ...rest] = step.Config.Args
  if (step.Config.Jar !== 'command-runner.jar' || program !== 'spark-sql') {
    throw new Error(`cannot run ${step.Config.Jar} ${program ?? ''}: only command-runner.jar spark-sql`)
  }
  const conf = clusterSettings(entry)
  const args: string[] = []
  for (let at = 0; at < rest.length; at++) {
    const option = rest[at]!
    if (![...submitOptions, ...memoryOptions].includes(option)) args.push(option)
    else if (option === '--conf') {
      const [name, ...value] = rest[++at]!.split('=')
      if (isAboutSql(name!)) conf[name!] = value.join('=')
    } else at++
  }
  return { conf, args }
}

// how many machines and how much memory is the laptop's own business
const isAboutSql = (name: string) => name.startsWith('spark.sql.') || name.startsWith('spark.hadoop.')

function clusterSettings(entry: Entry): Record<string, string> {
  const all = entry.cluster.Configurations.filter(({ Classification }) => Classification === 'spark-defaults')
  const settings = all.flatMap(({ Properties }) => Object.entries(Properties ?? {}))
  return Object.fromEntries(settings.filter(([name]) => isAboutSql(name)))
}

/** Runs steps as real spark-sql processes, working in and logging to `folder`, and uploads the logs as EMR does. */
export function stepRunner(folder: string, announce: Announce): RunStep {
  return async (entry, step, signal) => {
    const place = join(folder, entry.cluster.Id, step.Id)
    await mkdir(place, { recursive: true })
    const started = new Date().toISOString()
    let code: number | null = 1
    let note = ''
    try {
      code = await runProcess(place, readStep(entry, step), await ensureSpark(announce), signal)
    } catch (error) {
      note = String(error)
    }
    const controller = [
      `${started} INFO startExec 'hadoop jar ${step.Config.Jar} ${step.Config.Args.join(' ')}'`,
      `${new Date().toISOString()} INFO Step ended with exitCode ${code} ${note}`,
    ]
    const logFile = await uploadLogs(entry, step, place, `${controller.join('\n')}\n`).catch(() => undefined)
    if (code === 0) return { ok: true }
    return { ok: false, message: note || (await lastError(place)), logFile }
  }
}

async function runProcess(
  place: string,
  step: SparkStep,
  spark: Awaited<ReturnType<typeof ensureSpark>>,
  signal: AbortSignal,
): Promise<number | null> {
  const conf = { ...step.conf, 'spark.sql.warehouse.dir': join(place, 'warehouse') }
  // A process that is killed leaves its blocks behind.
  const scratch = join(place, 'scratch')
  await mkdir(scratch, { recursive: true })
  const java = [`-Djava.io.tmpdir=${scratch}`]
  const [command, ...args] = sparkCommand(spark, { args: step.args, conf, s3: localS3(), java })
  const stdout = await open(join(place, 'stdout'), 'w')
  const stderr = await open(join(place, 'stderr'), 'w')
  try {
    const child = spawn(command!, args, {
      cwd: place,
      env: sparkEnvironment(),
      stdio: ['ignore', stdout.fd, stderr.fd],
      signal,
      killSignal: 'SIGKILL',
    })
    await writeFile(join(place, 'spark.pid'), `${child.pid}\n`)
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
  } finally {
    await rm(join(place, 'spark.pid'), { force: true })
    await rm(scratch, { recursive: true, force: true })
    await stdout.close()
    await stderr.close()
  }
}

async function lastError(place: string): Promise<string> {
  const text = await readFile(join(place, 'stderr'), 'utf8').catch(() => '')
  const line = text
    .split('\n')
    .find((part) => /^(Caused by: )?([\w.$]+(Exception|Error): |\[[A-Z_.]+\] )/.test(part))
  return (line ?? 'the process ended without a word').slice(0, 500)
}

/** Puts controller, stdout and stderr under LogUri; the place of stderr. */
async function uploadLogs(
  entry: Entry,
  step: Step,
  place: string,
  controller: string,
): Promise<string | undefined> {
  const [, bucket, prefix] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/.exec(entry.cluster.LogUri ?? '') ?? []
  if (!bucket) return undefined
  const s3 = new S3Client({ forcePathStyle: true })
  const base = `${prefix ? `${prefix.replace(/\/$/, '')}/` : ''}${entry.cluster.Id}/steps/${step.Id}/`
  const logs: [string, string | Buffer][] = [
    ['controller', controller],
    ['stdout', await readFile(join(place, 'stdout')).catch(() => '')],
    ['stderr', await readFile(join(place, 'stderr')).catch(() => '')],
  ]
  for (const [name, text] of logs) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${base}${name}.gz`, Body: gzipSync(text) }))
  }
  s3.destroy()
  return `s3://${bucket}/${base}stderr.gz`
}
