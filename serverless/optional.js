// What depends on parameters.

const setting = async ({ resolveVariable }, name) => (await resolveVariable(`param:${name}`)) || null

/** Default encryption of the buckets: with the key of the parameter kmsKey, otherwise with S3's own. */
export const bucketEncryption = async (context) => {
  const key = await setting(context, 'kmsKey')
  const byDefault = key ? { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } : { SSEAlgorithm: 'AES256' }
  return {
    ServerSideEncryptionConfiguration: [
      { ServerSideEncryptionByDefault: byDefault, ...(key && { BucketKeyEnabled: true }) },
    ],
  }
}

/** How many functions of one run work at the same time; a parameter given on the command line is text. */
export const concurrency = async ({ resolveVariable }) => Number(await resolveVariable('param:concurrency'))

/** Who receives the messages: the address of the parameter alarmEmail, if there is one. */
export const subscriptions = async (context) => {
  const address = await setting(context, 'alarmEmail')
  return address ? [{ Protocol: 'email', Endpoint: address }] : []
}

/** True of the stage on a local cloud, and of one more where LOCAL_STAGE names it. */
export const isLocal = async ({ resolveVariable }) =>
  ['local', process.env.LOCAL_STAGE].includes(await resolveVariable('sls:stage'))

/** The security configuration of the clusters; a local cloud has none. */
export const securityConfiguration = async (context) =>
  (await isLocal(context)) ? '' : { Ref: 'EmrSecurityConfiguration' }

/** What `npm run up` asks a local cloud: which sources stand there, and whose. */
export const deployment = async ({ resolveVariable }) =>
  (await resolveVariable('sls:stage')) === 'local'
    ? {
        Outputs: {
          DeployedSources: { Value: process.env.DEPLOYED_SOURCES ?? 'unknown' },
          DeployedFrom: { Value: process.env.DEPLOYED_FROM ?? 'an unknown folder' },
        },
      }
    : {}
