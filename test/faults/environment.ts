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
  EMR: 'off',
  HEAVY_ROWS: '1000000',
  CHUNK_BYTES: '33554432',
  EMR_RELEASE: 'emr-7.14.0',
  EMR_PRIMARY_TYPE: 'm5.xlarge',
  EMR_CORE_TYPES: 'm5.xlarge',
  EMR_CORE_NODES: '2',
  EMR_MAX_CORE_NODES: '10',
  EMR_SERVICE_ROLE: 'service',
  EMR_INSTANCE_PROFILE: 'profile',
  EMR_IDLE_SECONDS: '604800',
  EMR_START_SECONDS: '3600',
  EMR_STEP_SECONDS: '7200',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
})
