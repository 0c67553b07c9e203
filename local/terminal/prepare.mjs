// Runs before every command, in JavaScript that an older Node reads too: what is missing is said in a sentence.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const end = (message, advice) => {
  console.error(`error: ${message}\n next: ${advice}`)
  process.exit(1)
}

if (!process.features.typescript)
  end(
    `Node 22.18 or later is needed to run TypeScript, and this is ${process.version}`,
    'npm ci brings Node 24 into node_modules; where install scripts are off (--ignore-scripts), npm rebuild node adds it',
  )
if (!existsSync(new URL('../../node_modules/serverless/package.json', import.meta.url)))
  end(
    'the packages that deploy and test are not installed (npm leaves them out when NODE_ENV is production)',
    'npm ci --include=dev',
  )
// The next command finds its code compiled, and starts in half the time.
module.enableCompileCache(fileURLToPath(new URL('../../.local/compile-cache', import.meta.url)))
