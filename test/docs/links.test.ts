import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'
import { documentPaths, findAnchors, findLinks, readDocument } from './markdown.ts'

for (const path of documentPaths) {
  test(`links within the project resolve in ${path}`, () => {
    const inside = findLinks(readDocument(path)).filter((link) => !/^[a-z]+:/.test(link))
    assert.deepEqual(
      inside.filter((link) => !resolves(path, decodeURI(link))),
      [],
    )
  })
}

function resolves(from: string, link: string): boolean {
  const [target, heading] = link.split('#') as [string, string?]
  const path = target ? join(dirname(from), target) : from
  if (!existsSync(join(projectRoot, path))) return false
  return heading === undefined || findAnchors(readDocument(path)).includes(heading)
}
