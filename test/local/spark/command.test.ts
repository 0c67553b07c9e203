import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sparkCommand, sparkSettings } from '../../../local/spark/command.ts'

const spark = { java: '/java', classPath: 'a.jar:b.jar', archive: '/classes.jsa' }
const s3 = { endpoint: 'http://127.0.0.1:4566', region: 'ap-northeast-2', accessKey: 'a', secretKey: 'b' }

test('s3:// is served by S3A at the endpoint given, in path style', () => {
  const settings = sparkSettings({ args: [], s3 })
  assert.equal(settings['spark.hadoop.fs.s3.impl'], 'org.apache.hadoop.fs.s3a.S3AFileSystem')
  assert.equal(settings['spark.hadoop.fs.s3a.endpoint'], s3.endpoint)
  assert.equal(settings['spark.hadoop.fs.s3a.path.style.access'], 'true')
  assert.equal(settings['spark.hadoop.fs.s3a.connection.ssl.enabled'], 'false')
})

test('ANSI is on, the catalog is in memory, and settings given win', () => {
  assert.equal(sparkSettings({ args: [] })['spark.sql.ansi.enabled'], 'true')
  assert.equal(sparkSettings({ args: [] })['spark.sql.catalogImplementation'], 'in-memory')
  assert.equal(sparkSettings({ args: [], hive: true })['spark.sql.catalogImplementation'], 'hive')
  assert.equal(sparkSettings({ args: [], conf: { 'spark.master': 'local[1]' } })['spark.master'], 'local[1]')
})

test('the command names the class archive when there is one, and ends with the arguments of spark-sql', () => {
  const command = sparkCommand(spark, { args: ['-f', 's3://b/x.sql'] })
  assert.equal(command[0], '/java')
  assert.ok(command.includes('-XX:SharedArchiveFile=/classes.jsa'))
  assert.deepEqual(command.slice(-3), ['spark-internal', '-f', 's3://b/x.sql'])
  const plain = sparkCommand({ ...spark, archive: null }, { args: [] })
  assert.ok(!plain.some((option) => option.includes('SharedArchiveFile')))
})
