import { inputBucket, outputBucket } from './cloud.ts'

/** Settings of the functions in this process; imported before any of them. */
Object.assign(process.env, {
  AWS_REGION: 'ap-northeast-2',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  STAGE: 'test',
  INPUT_BUCKET: inputBucket,
  OUTPUT_BUCKET: outputBucket,
  TOPIC_ARN: 'arn:aws:sns:ap-northeast-2:000000000000:messages',
  STATE_MACHINE_ARN: 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:card-pipeline-local',
  HEAVY_ROWS: '1000000',
  CHUNK_BYTES: '33554432',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
})
