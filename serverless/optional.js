// What depends on whether a parameter is set.

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

/** Who receives the messages: the address of the parameter alarmEmail, if there is one. */
export const subscriptions = async (context) => {
  const address = await setting(context, 'alarmEmail')
  return address ? [{ Protocol: 'email', Endpoint: address }] : []
}

/** The security configuration of the clusters; a local cloud has none. */
export const securityConfiguration = async ({ resolveVariable }) =>
  (await resolveVariable('sls:stage')) === 'local' ? '' : { Ref: 'EmrSecurityConfiguration' }

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
