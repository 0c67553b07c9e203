import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { excludedMavenPackage, javaOptions } from './pins.ts'
import { runTool } from './python.ts'

/** Resolves Maven packages once through Spark's own default repositories; the sorted paths of their jars. */
export async function resolveJars(
  java: string,
  sparkJars: string,
  ivy: string,
  packages: readonly string[],
): Promise<string[]> {
  await rm(join(ivy, 'jars'), { recursive: true, force: true })
  await runTool(java, [
    ...trustOptions(),
    ...javaOptions,
    '-XX:TieredStopAtLevel=1',
    '-cp',
    join(sparkJars, '*'),
    'org.apache.spark.deploy.SparkSubmit',
    ...['--master', 'local[1]', '--conf', 'spark.ui.enabled=false', '--conf', `spark.jars.ivy=${ivy}`],
    ...['--packages', packages.join(','), '--exclude-packages', excludedMavenPackage],
    // any class that ends at once: the packages are there before it begins
    ...['--class', 'org.apache.hadoop.util.VersionInfo', 'spark-internal'],
  ])
  const names = (await readdir(join(ivy, 'jars'))).filter((name) => name.endsWith('.jar')).sort()
  const missing = packages.filter((name) => !names.some((jar) => jar.includes(name.split(':')[1]!)))
  if (missing.length > 0) throw new Error(`no ${missing.join(', ')} in ${ivy}/jars`)
  return names.map((name) => join(ivy, 'jars', name))
}

/** The packaged Java does not know a company's own authority; the machine's trust store does. */
function trustOptions(): string[] {
  const places = [
    process.env.JAVA_HOME && join(process.env.JAVA_HOME, 'lib/security/cacerts'),
    '/etc/ssl/certs/java/cacerts',
    '/etc/pki/java/cacerts',
  ]
  const store = places.find((path) => path && existsSync(path))
  return store ? [`-Djavax.net.ssl.trustStore=${store}`] : []
}
