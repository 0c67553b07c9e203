import { join } from 'node:path'
import { projectRoot } from '../process/folders.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { inspectAll } from '../process/program.ts'

/** Who started the cloud at an endpoint: this clone or another one, with its folder; null when this project did not. */
type Owner = { ours: boolean; folder: string } | null

const started = /python[0-9.]* (\/.*)\/local\/cloud\/saving_ministack\.py \/.*\/cloud-([0-9]+)$/i

/** Finds who started the cloud by the command lines of this machine's processes. */
export const findOwner = ({ port }: LocalCloud): Owner =>
  readOwner(
    inspectAll().map(({ command }) => command),
    port,
    projectRoot,
  )

/** Pure. */
export function readOwner(commands: readonly string[], port: number, project: string): Owner {
  const found = commands.map((command) => started.exec(command)).find((match) => match?.[2] === String(port))
  if (!found) return null
  const folder = found[1]!
  return { ours: join(project, '.') === folder, folder }
}

/** `the cloud at http://… was started by /home/me/other` */
export const describeOwner = ({ endpoint }: LocalCloud, owner: Owner): string =>
  `the cloud at ${endpoint} was ${owner ? `started by ${owner.folder}` : 'not started by this project'}`

/** What to do when a deployment to that cloud failed. */
export function adviseStartingAnew(owner: Owner): string {
  if (owner?.ours) return 'npm run down -- --wipe && npm run up starts from nothing'
  if (owner)
    return `cd ${owner.folder} && npm run down -- --wipe stops that cloud; npm run up then starts one here`
  return 'start that cloud anew, the way it was started (docs/aws.md names what LocalStack wants), then npm run up'
}
