import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { projectRoot } from '../../local/process/folders.ts'

/** What one file takes from another of the project. */
interface Import {
  /** Path of the other file from the project's root. */
  from: string
  /** Names as the other file exports them; `*` is all of them. */
  names: string[]
}

/** A source file as far as its neighbours see it. */
export interface Source {
  path: string
  text: string
  lines: number
  imports: Import[]
  /** Names that it exports. */
  exports: string[]
  /** Interfaces, type aliases and classes that it declares, exported or not. */
  types: string[]
}

const statement =
  /^(?:import|export) (?:(?:type )?(\{[^}]*\}|\* as \w+|\w+(?:, \{[^}]*\})?) from )?'(\.[^']+)'/gm
const call = /\bimport\(\s*'(\.[^']+)'\s*\)/g
const anyReference = /(?:^(?:import|export) .*?|^\} )from '\.|^import '\.|\bimport\(\s*'\./gm
const exported =
  /^export (?:default )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm
const declared = /^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm

/** Every TypeScript and JavaScript file of these folders. Throws on an import that is written in a form unknown here. */
export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,js,mjs}`, { cwd: projectRoot }))
    .sort()
    .map(readSource)
}

function readSource(path: string): Source {
  const text = readFileSync(join(projectRoot, path), 'utf8')
  const resolve = (specifier: string) => join(path, '..', specifier)
  const imports = [
    ...[...text.matchAll(statement)].map(([, names, from]) => ({
      from: resolve(from!),
      names: namesOf(names ?? ''),
    })),
    ...[...text.matchAll(call)].map(([, from]) => ({ from: resolve(from!), names: ['*'] })),
  ]
  const references = [...text.matchAll(anyReference)].length
  if (imports.length !== references)
    throw new Error(`${path} names other files ${references} times, ${imports.length} are understood`)
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports,
    exports: [...text.matchAll(exported)].map(([, name]) => name!),
    types: [...text.matchAll(declared)].map(([, name]) => name!),
  }
}

/** `{ a, type B as C }` → a, B; `* as x` → *. A default import counts as everything. */
function namesOf(clause: string): string[] {
  const inBraces = /\{([^}]*)\}/.exec(clause)?.[1]
  if (inBraces === undefined) return clause.trim() ? ['*'] : []
  return inBraces
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type /, '')
          .split(' as ')[0]!,
    )
    .filter(Boolean)
}
