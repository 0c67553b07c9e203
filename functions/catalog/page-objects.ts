import { randomBytes } from 'node:crypto'
import { CatalogLostError } from '../runtime/errors.ts'
import { pageKey, pagePlace } from '../storage/layout.ts'
import { type ObjectStore, readJson, writeJson } from '../storage/store.ts'
import type { Page, ReadPage } from './pages.ts'

/** Entries from which a page has an object of its own. Smaller ones share: a request each costs more than to read a neighbour. */
const aloneFrom = 128
/** Shared objects that a reader remembers: pages that were written together are mostly read together. */
const remembered = 8

/** Reads pages; an object that several share once while they follow each other. Throws CatalogLostError when one is gone. */
export function pageReader(store: ObjectStore): ReadPage {
  const known = new Map<string, Promise<Page<unknown>[]>>()
  return async <T>(id: string) => {
    const key = pageKey(id)
    const place = pagePlace(id)
    if (place === null) return mustReadPages<Page<T>>(store, key)
    const shared = known.get(key) ?? mustReadPages<Page<unknown>[]>(store, key)
    known.delete(key)
    known.set(key, shared)
    if (known.size > remembered) known.delete(known.keys().next().value!)
    return (await shared)[place] as Page<T>
  }
}

async function mustReadPages<T>(store: ObjectStore, key: string): Promise<T> {
  const stored = await readJson<T>(store, key)
  if (!stored) throw new CatalogLostError(`${key}, with pages of the catalog, is gone`)
  return stored.value
}

interface SharedObject {
  name: string
  pages: Page<unknown>[]
  entries: number
}

/** Writes new pages, small ones several in an object. Each can be read once `end` is through. */
export class PageWriter {
  private readonly store: ObjectStore
  private shared = emptyObject()

  constructor(store: ObjectStore) {
    this.store = store
  }

  /** The id of a new page. */
  async add(page: Page<unknown>): Promise<string> {
    const entries = Object.keys(page).length
    if (entries >= aloneFrom) {
      const name = newName()
      await writeJson(this.store, pageKey(name), page)
      return name
    }
    const shared = this.shared
    const id = `${shared.name}.${shared.pages.push(page) - 1}`
    shared.entries += entries
    if (shared.entries >= aloneFrom) await this.end()
    return id
  }

  /** Writes what still waits for others to share its object. */
  async end(): Promise<void> {
    const { name, pages } = this.shared
    if (pages.length === 0) return
    this.shared = emptyObject()
    await writeJson(this.store, pageKey(name), pages)
  }
}

const newName = () => randomBytes(12).toString('base64url')
const emptyObject = (): SharedObject => ({ name: newName(), pages: [], entries: 0 })
