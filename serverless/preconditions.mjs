import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What must be there before a deployment, said at once and with the command that helps. */
export default class Preconditions {
  constructor(serverless) {
    const local = () => serverless.getProvider('aws').getStage() === 'local'
    const deploys = () => serverless.processedInput.commands[0] !== 'package'
    this.hooks = {
      'before:package:cleanup': async () => {
        if (!local()) requireBinding(serverless)
        else if (deploys()) await requireCloud(serverless)
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

/** On AWS the functions need DuckDB for their own architecture; npm installs only this machine's. */
function requireBinding(serverless) {
  const modules = join(serverless.config.serviceDir, 'node_modules/@duckdb')
  const pattern = serverless.service.custom.duckdb.patterns.find((each) => each.includes('node-bindings-'))
  const name = pattern.split('/')[2]
  if (existsSync(join(modules, name))) return
  const { version } = JSON.parse(readFileSync(join(modules, 'node-bindings/package.json'), 'utf8'))
  throw new serverless.classes.Error(
    `DuckDB for the functions is not installed. Install it beside this machine's own:
  npm pack @duckdb/${name}@${version} --pack-destination .local
  mkdir -p node_modules/@duckdb/${name}
  tar -xzf .local/duckdb-${name}-${version}.tgz --strip-components 1 -C node_modules/@duckdb/${name}`,
  )
}
