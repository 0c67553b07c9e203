/** The module that lists the sources of these names (files of hive/sources/), as npm run ddl writes it. */
export function renderSources(names: readonly string[]): string {
  const variable = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const imports = names.map((name) => `import { source as ${variable(name)} } from './sources/${name}.ts'`)
  return [
    '// Generated from hive/sources/ by npm run ddl.',
    "import type { Source } from './source.ts'",
    ...imports,
    '',
    '/** Every source. */',
    '// biome-ignore format: one a line, however few they are',
    'export const sources: readonly Source[] = [',
    ...names.map((name) => `  ${variable(name)},`),
    ']',
    '',
  ].join('\n')
}

/** Names of the sources among the files of hive/sources/. Throws on a file that cannot be one. */
export function sourceNames(files: readonly string[]): string[] {
  return files.toSorted().map((file) => {
    const [, name] = /^([a-z][a-z0-9-]*)\.ts$/.exec(file) ?? []
    if (!name) throw new Error(`not the name of a source: hive/sources/${file}`)
    return name
  })
}
