import { sessionSettings } from '../../jobs/spark/session.ts'
import { javaOptions } from './pins.ts'

/** An installed Spark: what is needed to start a process of it. */
export interface Spark {
  java: string
  /** Spark's jars and S3A's, in a fixed order: the class archive is valid for exactly this text. */
  classPath: string
  /** Archive of loaded classes that shortens the start, or null before it is made. */
  archive: string | null
}

export interface S3Access {
  /** Where `s3://` leads, such as http://127.0.0.1:4566. */
  endpoint: string
  region: string
  accessKey: string
  secretKey: string
}

export interface SparkOptions {
  /** Arguments of spark-sql itself: `-f FILE`, `-e SQL`, `--hivevar k=v`. */
  args: string[]
  /** Spark settings; they win over the defaults here. */
  conf?: Record<string, string>
  /** True uses a Hive metastore (Derby) in the working directory; only DDL checks need it. */
  hive?: boolean
  s3?: S3Access
  /** Jars that this process has besides. */
  jars?: readonly string[]
  /** Heap of the process. */
  memory?: string
  /** Further options of the Java process. */
  java?: string[]
}

/** `s3://` is served by S3A, as EMR serves it by EMRFS. */
function s3Settings(s3: S3Access): Record<string, string> {
  return {
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.AbstractFileSystem.s3.impl': 'org.apache.hadoop.fs.s3a.S3A',
    'spark.hadoop.fs.s3a.endpoint': s3.endpoint,
    'spark.hadoop.fs.s3a.endpoint.region': s3.region,
    'spark.hadoop.fs.s3a.path.style.access': 'true',
    'spark.hadoop.fs.s3a.connection.ssl.enabled': String(s3.endpoint.startsWith('https:')),
    // what is asked for is read: a long read that is broken off stays in the local cloud's memory
    'spark.hadoop.fs.s3a.experimental.input.fadvise': 'random',
    'spark.hadoop.fs.s3a.readahead.range': '1M',
    'spark.hadoop.fs.s3a.access.key': s3.accessKey,
    'spark.hadoop.fs.s3a.secret.key': s3.secretKey,
  }
}

const defaults = {
  'spark.master': 'local[*]',
  'spark.ui.enabled': 'false',
  'spark.driver.bindAddress': '127.0.0.1',
  'spark.driver.host': '127.0.0.1',
  ...sessionSettings,
  'spark.sql.shuffle.partitions': '4',
}

/** The settings of a spark-sql process, later ones winning. */
export function sparkSettings(options: SparkOptions): Record<string, string> {
  return {
    ...defaults,
    'spark.sql.catalogImplementation': options.hive ? 'hive' : 'in-memory',
    ...(options.s3 ? s3Settings(options.s3) : {}),
    ...options.conf,
  }
}

/** The Java command of a spark-sql process: what bin/spark-sql starts, without its shell scripts and first JVM. */
export function sparkCommand(spark: Spark, options: SparkOptions): string[] {
  const settings = Object.entries(sparkSettings(options)).flatMap(([k, v]) => ['--conf', `${k}=${v}`])
  return [
    spark.java,
    ...(spark.archive ? [`-XX:SharedArchiveFile=${spark.archive}`, '-Xshare:auto'] : []),
    '-XX:+UseSerialGC',
    // a laptop's steps are over before the second compiler would pay
    '-XX:TieredStopAtLevel=1',
    `-Xmx${options.memory ?? '2g'}`,
    ...javaOptions,
    ...(options.java ?? []),
    '-cp',
    [spark.classPath, ...(options.jars ?? [])].join(':'),
    'org.apache.spark.deploy.SparkSubmit',
    ...settings,
    '--class',
    'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver',
    'spark-internal',
    ...options.args,
  ]
}
