import { useLocalCloud } from '../pipeline/stack.ts'
import type { LocalCloud } from '../process/local-cloud.ts'

/** Turns this process to a cloud beside the one that a person uses, a hundred ports further, which may be wiped. */
export function useOwnCloud(): LocalCloud {
  const { host, port } = useLocalCloud()
  process.env.AWS_ENDPOINT_URL = `http://${host}:${port + 100}`
  return useLocalCloud()
}
