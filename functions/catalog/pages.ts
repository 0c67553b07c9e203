import { createHash } from 'node:crypto'
import { mapConcurrently } from '../runtime/concurrently.ts'

/**
 * A map too large for one object: ids of its pages by the first bits of the hashes of the keys they hold. Each hash has
 * exactly one page; a map without pages is empty. Pages are never changed: a page that differs gets an id of its own.
 */
export type Pages = Record<string, string>

/** Entries of one page, by key. */
export type Page<T> = Record<string, T>

export type ReadPage = <T>(id: string) => Promise<Page<T>>

/** Entries above which a page becomes two. */
const entriesPerPage = 512
const hashBits = 32
/** Pages read or written at the same time. */
const pagesAtOnce = 16

/** Reads each page once, however often it is asked for: pages never change. */
export function rememberPages(read: ReadPage): ReadPage {
  const known = new Map<string, Promise<unknown>>()
  return <T>(id: string) => {
    const page = known.get(id) ?? read<T>(id)
    known.set(id, page)
    return page as Promise<Page<T>>
  }
}

/** Hash of a key as bits. Keys that look the same have the same, whatever their Unicode form: they share a page. */
function bitsOf(key: string): string {
  const hash = createHash('sha256').update(key.normalize('NFC')).digest()
  return hash.readUInt32BE().toString(2).padStart(hashBits, '0')
}

/** First bits by which the map holds a hash. */
function prefixOf(pages: Pages, bits: string): string {
  for (let length = 1; length <= bits.length; length++)
    if (pages[bits.slice(0, length)] !== undefined) return bits.slice(0, length)
  return ''
}

const readAt = <T>(pages: Pages, prefix: string, read: ReadPage): Promise<Page<T>> | Page<T> =>
  pages[prefix] === undefined ? {} : read<T>(pages[prefix])

/** The entries of the pages that these keys, and what looks like them, belong to. */
export async function readEntries<T>(
  pages: Pages,
  keys: readonly string[],
  read: ReadPage,
): Promise<Page<T>> {
  const prefixes = [...new Set(keys.map((key) => prefixOf(pages, bitsOf(key))))]
  const found = await mapConcurrently(prefixes, pagesAtOnce, async (prefix) => readAt<T>(pages, prefix, read))
  return Object.assign({}, ...found)
}

/** Every page of a map, a few at a time, so that a map of any size passes through bounded memory. */
export async function* readPages<T>(pages: Pages, read: ReadPage): AsyncGenerator<Page<T>> {
  const ids = Object.values(pages)
  for (let at = 0; at < ids.length; at += pagesAtOnce)
    yield* await Promise.all(ids.slice(at, at + pagesAtOnce).map((id) => read<T>(id)))
}

/**
 * Writes what changes in a map as new pages, and returns the map with them; a page in which nothing changes stays.
 * @param add takes a new page and tells its id
 * @param change of a page and the keys that belong to it: the page as it is to be, or null to leave it
 */
export async function writePages<T>(
  pages: Pages,
  keys: readonly string[],
  read: ReadPage,
  add: (page: Page<T>) => Promise<string>,
  change: (page: Page<T>, keys: readonly string[]) => Page<T> | null,
): Promise<Pages> {
  const touched = [...Map.groupBy(keys, (key) => prefixOf(pages, bitsOf(key)))]
  const next = { ...pages }
  const changed = await mapConcurrently(touched, pagesAtOnce, async ([prefix, own]) => {
    const page = change(await readAt<T>(pages, prefix, read), own)
    if (page) delete next[prefix]
    return page
      ? splitPage(
          prefix,
          Object.entries(page).map((entry) => [bitsOf(entry[0]), entry]),
        )
      : []
  })
  await mapConcurrently(changed.flat(), pagesAtOnce, async ([prefix, page]) => {
    next[prefix] = await add(page)
  })
  return next
}

/** A page that grew too large, as the two halves of its hashes, and those again. */
function splitPage<T>(
  prefix: string,
  entries: [bits: string, entry: [string, T]][],
): [prefix: string, page: Page<T>][] {
  if (entries.length <= entriesPerPage || prefix.length === hashBits)
    return [[prefix, Object.fromEntries(entries.map(([, entry]) => entry))]]
  const half = (bit: string) => entries.filter(([bits]) => bits[prefix.length] === bit)
  return [...splitPage(`${prefix}0`, half('0')), ...splitPage(`${prefix}1`, half('1'))]
}
