import { join } from 'node:path'
import { build } from 'esbuild'
import { projectRoot } from '../../local/process/folders.ts'

/** Commands of the AWS SDK in the code that a function can reach: `GetObject`, `StartExecution`, … */
export async function commandsOf(name: string): Promise<Set<string>> {
  const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const { outputFiles } = await build({
    entryPoints: [join(projectRoot, `functions/${file}.ts`)],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  })
  const text = outputFiles[0]!.text
  const calls = text.matchAll(/new (\w+?)Command\d*\(|paginate([A-Z]\w+?)\d*\(/g)
  return new Set([...calls].map(([, command, paged]) => (command ?? paged)!))
}
