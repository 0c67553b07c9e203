/**
 * Says what to do when sls stage local is deployed without a local cloud, instead of a refused connection in the middle
 * of a deployment.
 */
export default class LocalCloudCheck {
  constructor(serverless) {
    const check = () => requireCloud(serverless)
    this.hooks = { 'before:package:cleanup': check, 'before:remove:remove': check }
  }
}

async function requireCloud(serverless) {
  const deploys = serverless.processedInput.commands[0] !== 'package'
  if (!deploys || serverless.service.provider.stage !== 'local') return
  const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566'
  try {
    await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(5000) })
  } catch {
    throw new serverless.classes.Error(
      `no local cloud answers at ${endpoint}: npm run up starts one and deploys to it`,
    )
  }
}
