import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Spark, sparkCommand } from './command.ts'
import { runTool } from './python.ts'

/** Statements that load what the pipeline's SQL loads: Parquet both ways, windows, joins, regular expressions, S3A. */
const training = (folder: string) => `
INSERT OVERWRITE DIRECTORY '${folder}/a' USING parquet
SELECT CAST(id AS STRING) AS name, CAST(id % 7 AS INT) AS g, id AS amount, DATE'2024-01-01' AS d FROM range(1000);
CREATE TEMPORARY VIEW a USING parquet OPTIONS (path '${folder}/a');
INSERT OVERWRITE DIRECTORY '${folder}/b' USING parquet
WITH t AS (
  SELECT g, d, COUNT(*) FILTER (WHERE name RLIKE '^[0-9]') AS n, COUNT(DISTINCT name) AS u, CAST(SUM(amount) AS BIGINT) AS s
  FROM a GROUP BY g, d
)
SELECT /*+ COALESCE(1) */ t.g, d, n, u, s, CAST(DENSE_RANK() OVER (ORDER BY s DESC NULLS LAST) AS INT) AS r,
  LAG(s) OVER (PARTITION BY d ORDER BY t.g) AS p
FROM t JOIN (SELECT DISTINCT g FROM a) AS k ON k.g = t.g ORDER BY d, r;
SELECT COUNT(*), SUM(s) FROM parquet.\`${folder}/b\`;
SELECT * FROM parquet.\`s3://nowhere/nothing\`;
`

/**
 * Writes an archive of Spark's classes that halves the start of every later process. Only a convenience: where Java
 * cannot write one, Spark runs without; returns null then.
 */
export async function archiveClasses(spark: Spark, archive: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'spark-archive-'))
  try {
    await runTool(spark.java, ['-XX:+UseSerialGC', '-Xshare:dump'])
    await writeFile(join(folder, 'training.sql'), training(folder))
    await rm(archive, { force: true })
    const [command, ...args] = sparkCommand(spark, {
      args: ['-f', join(folder, 'training.sql')],
      s3: { endpoint: 'http://127.0.0.1:9', region: 'local', accessKey: 'none', secretKey: 'none' },
      conf: {
        'spark.hadoop.fs.s3a.attempts.maximum': '1',
        'spark.hadoop.fs.s3a.retry.limit': '0',
      },
      java: [`-XX:ArchiveClassesAtExit=${archive}`],
    })
    // the last statement fails on purpose: no S3 stands there, but S3A's classes have been loaded
    await once(spawn(command!, args, { stdio: 'ignore', cwd: folder }), 'close')
    return existsSync(archive) ? archive : null
  } catch {
    return null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
