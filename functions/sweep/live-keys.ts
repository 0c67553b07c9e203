import type { Catalog } from '../catalog/catalog.ts'
import { writeCommand, writeExecution } from '../run/advice.ts'
import { incomingPrefix } from '../storage/layout.ts'

/** Where the input bucket and the tables do not match as people think they do; keys in order. */
export interface Mismatches {
  /** Keys whose rows are in the tables and whose object was renamed or deleted. */
  gone: string[]
  /** Keys whose rows are in the tables and that look the same: they differ in Unicode's normalisation. */
  alike: string[][]
  /** Objects that are not under `incoming/` and so never processed, with card numbers masked. */
  outside: string[]
}

const liveKeys = ({ keys }: Pick<Catalog, 'keys'>) =>
  Object.keys(keys)
    .filter((key) => keys[key]!.upload)
    .sort()

/** Keys that are live and look like this name, with or without the prefix: names are compared as people see them. */
export function findLiveKeys(catalog: Pick<Catalog, 'keys'>, name: string): string[] {
  const wanted = [name, `${incomingPrefix}${name}`].map((each) => each.normalize('NFC'))
  return liveKeys(catalog).filter((key) => wanted.includes(key.normalize('NFC')))
}

/** A key as it is told from its twin: `카드.csv (NFD)`. */
export const nameForm = (key: string): string =>
  `${key} (${key === key.normalize('NFC') ? 'NFC' : key === key.normalize('NFD') ? 'NFD' : 'mixed'})`

const shown = 20

const takeOut = (what: string) =>
  `Take ${what} out with ${writeCommand('retract', 'KEY')}, or ${writeExecution({ trigger: 'retract', key: 'KEY' })}`

/** What people are told of mismatches, line by line; nothing when there is none. */
export function describeMismatches({ gone, alike, outside }: Mismatches): string[] {
  const sections: [string, string[]][] = [
    [
      `Renamed or deleted in the input bucket, their rows still count. ${takeOut('them')}, or upload the key again:`,
      gone,
    ],
    [
      `Live keys that look the same and count twice. ${takeOut('both')}, then upload the right file:`,
      alike.map((keys) => keys.map(nameForm).join(' and ')),
    ],
    [`Not under ${incomingPrefix}, so never processed. Move them there or delete them:`, outside],
  ]
  return sections.flatMap(([title, lines]) =>
    lines.length === 0
      ? []
      : [
          title,
          ...lines.slice(0, shown).map((line) => `  ${line}`),
          ...(lines.length > shown
            ? [`  and ${lines.length - shown} more: ${writeCommand('status', '--json')}`]
            : []),
        ],
  )
}
