import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the project. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** Folder of everything installed or kept for the local cloud (CARD_PIPELINE_LOCAL); safe to delete while nothing runs. */
export const localFolder = process.env.CARD_PIPELINE_LOCAL ?? join(projectRoot, '.local')
