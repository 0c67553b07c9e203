import { execFile } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deployedSources, fingerprint } from '../../local/cloud/fingerprint.ts'
import { localFolder, projectRoot } from '../../local/process/folders.ts'
import { withLock } from '../../local/process/lock.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is as deep as its author likes
export type Properties = Record<string, any>

export interface Resource {
  Type: string
  Properties: Properties
  DependsOn?: string | string[]
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

interface Packaged {
  /** Folder of the template and the functions' zip files. */
  folder: string
  templateFile: string
  resources: Record<string, Resource>
}

const folder = join(localFolder, 'packaged')
const templateName = 'cloudformation-template-update-stack.json'

/** What `sls package --stage prod` makes of this tree. */
export const packageProd = () => packageStage('prod')

/** What `sls package` makes of this tree: packaged once, without AWS and without credentials. */
export async function packageStage(stage: string): Promise<Packaged> {
  const wanted = join(folder, `${fingerprint(projectRoot, deployedSources)}-${stage}`)
  // Test files run at the same time; only one of them packages.
  await withLock(`${wanted}.lock`, async () => {
    if (!existsSync(wanted)) await packageInto(wanted, stage)
  })
  const templateFile = join(wanted, templateName)
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8'))
  return { folder: wanted, templateFile, resources: Resources }
}

async function packageInto(wanted: string, stage: string): Promise<void> {
  const unfinished = `${wanted}.unfinished`
  try {
    await promisify(execFile)(
      join(projectRoot, 'node_modules/.bin/sls'),
      ['package', '--stage', stage, '--package', unfinished],
      { cwd: projectRoot, env: offline(), timeout: 180_000 },
    )
    renameSync(unfinished, wanted)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Dummy credentials, and an endpoint that nobody answers: a call to AWS would fail. */
const offline = (): NodeJS.ProcessEnv => ({
  PATH: `${join(projectRoot, 'node_modules/.bin')}:${process.env.PATH}`,
  HOME: process.env.HOME,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'ap-northeast-2',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
})

/** The resources of one type, by logical id. */
export const ofType = ({ resources }: Packaged, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type)
