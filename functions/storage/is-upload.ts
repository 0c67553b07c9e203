import { policy } from '../../hive/policy.ts'
import { incomingPrefix } from './layout.ts'

const { unfinished, accompanying } = policy.ignoredNames

/** Patterns of one part of a path; those of folders end in a slash. */
const patterns = [...unfinished, ...accompanying].map((name) => {
  const text = name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${text}$`, 'i')
})

/**
 * True when an object of the input bucket is a file to be processed: under `incoming/`, no folder marker (a name with a
 * slash at its end and 0 bytes), and no name of the policy's ignored ones.
 */
export const isUpload = (key: string, bytes: number): boolean =>
  key.startsWith(incomingPrefix) && !isIgnored(key, bytes)

/** True for folder markers and for the policy's ignored names, wherever they stand. */
export function isIgnored(key: string, bytes: number): boolean {
  if (key.endsWith('/') && bytes === 0) return true
  return key.split(/(?<=\/)/).some((part) => patterns.some((pattern) => pattern.test(part)))
}
