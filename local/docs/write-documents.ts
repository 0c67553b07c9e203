import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../process/folders.ts'
import { generatedDocuments } from './documents.ts'

/** Writes the generated documents, and the generated parts of documents. */
const documents = generatedDocuments()
for (const [path, text] of documents) await writeFile(join(projectRoot, path), text)
console.log(`${[...documents.keys()].join(', ')}`)
