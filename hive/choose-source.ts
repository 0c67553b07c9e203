import type { Source } from './source.ts'
import { source as contract } from './sources/contract.ts'
import { sources } from './sources.ts'

/** The source whose files have this key: of the prefixes that fit, the longest. A key that none fits is the contract's. */
export function chooseSource(key: string, among: readonly Source[] = sources): Source {
  // macOS decomposes what it names: the same folder in other bytes
  const composed = key.normalize('NFC')
  const fitting = among.filter(({ prefix }) => composed.startsWith(prefix.normalize('NFC')))
  return fitting.sort((a, b) => b.prefix.length - a.prefix.length)[0] ?? contract
}

/** The source of that name. Throws when there is none: it was removed while its file was on its way. */
export function findSource(name: string): Source {
  const source = sources.find((candidate) => candidate.name === name)
  if (!source) throw new Error(`not a source: ${name}`)
  return source
}
