import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What must be there before a deployment, said at once and with the command that helps. */
export default class Preconditions {
  constructor(serverless) {
    const local = () => serverless.getProvider('aws').getStage() === 'local'
    const deploys = () => serverless.processedInput.commands[0] !== 'package'
    this.hooks = {
      'before:package:cleanup': async () => {
        if (local()) return deploys() ? requireCloud(serverless) : undefined
        requireBinding(serverless)
        if (deploys()) requireSubnet(serverless)
      },
      'before:remove:remove': async () => {
        if (local()) await requireCloud(serverless)
      },
    }
  }
}

async function requireCloud(serverless) {
  const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566'
  try {
    await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(5000) })
  } catch {
    throw new serverless.classes.Error(
      `no local cloud answers at ${endpoint}: npm run up starts one and deploys to it`,
    )
  }
}

/** EMR's managed policy reaches only what is tagged for it: without, no cluster ever starts and heavy uploads wait for none. */
function requireSubnet(serverless) {
  const { EMR, EMR_SUBNET } = {
    ...serverless.service.provider.environment,
    ...serverless.service.custom.cluster,
  }
  if (EMR !== 'on' || EMR_SUBNET) return
  const tag = 'Key=for-use-with-amazon-emr-managed-policies,Value=true'
  throw new serverless.classes.Error(
    `emr=on needs a private subnet, and EMR may only use one that is tagged for it, as its VPC must be:
  aws ec2 create-tags --resources subnet-ID --tags ${tag}
  aws ec2 create-tags --resources vpc-ID --tags ${tag}
Then deploy with --param emrSubnet=subnet-ID; or with --param emr=off, and Lambda computes heavy stages too.`,
  )
}

/** On AWS the functions need DuckDB for their own architecture; npm installs only this machine's. */
function requireBinding(serverless) {
  const modules = join(serverless.config.serviceDir, 'node_modules/@duckdb')
  const name = `node-bindings-${serverless.service.custom.binding}`
  if (globSync(name, { cwd: modules }).length > 0) return
  const { version } = JSON.parse(readFileSync(join(modules, 'node-bindings/package.json'), 'utf8'))
  throw new serverless.classes.Error(
    `DuckDB for the functions is not installed. Install it beside this machine's own:
  npm pack @duckdb/${name}@${version} --pack-destination .local
  mkdir -p node_modules/@duckdb/${name}
  tar -xzf .local/duckdb-${name}-${version}.tgz --strip-components 1 -C node_modules/@duckdb/${name}`,
  )
}
