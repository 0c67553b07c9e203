import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Files and folders that a deployment is made of. */
export const deployedSources = [
  'functions',
  'jobs',
  'hive',
  'statemachine',
  'serverless',
  'serverless.yml',
  '.env.local',
  'package-lock.json',
]

/** Hash of everything under `paths` (names and bytes); what does not exist is left out. */
export function fingerprint(root: string, paths: readonly string[], extra = ''): string {
  const hash = createHash('sha256').update(extra)
  for (const file of paths.flatMap((path) => filesUnder(join(root, path))).sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)))
}
