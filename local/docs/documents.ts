import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from '../process/folders.ts'
import { fillMarked, table } from './markdown.ts'
import { renderMessages } from './messages.ts'
import { drawStateMachine, type StateMachine } from './state-machine.ts'
import { renderTablesDocument } from './tables-document.ts'
import { estimateVolume, volumeCells, volumeConstants } from './volume-model.ts'

/** Pictures in docs/architecture.md: the marker and the definition it is drawn from. */
const pictures = {
  pipeline: 'statemachine/pipeline.asl.yml',
  'emr step': 'statemachine/emr-step.asl.yml',
}

/** Every generated document as it should be: path in the project → text. */
export function generatedDocuments(): Map<string, string> {
  return new Map([
    ['docs/tables.md', renderTablesDocument()],
    ['docs/architecture.md', withPictures(read('docs/architecture.md'))],
    ['docs/volume.md', fillMarked(read('docs/volume.md'), 'model', renderModel())],
    ['docs/input.md', fillMarked(read('docs/input.md'), 'messages', renderMessages())],
  ])
}

function withPictures(text: string): string {
  let filled = text
  for (const [name, path] of Object.entries(pictures)) {
    const machine = parse(read(path)) as StateMachine
    filled = fillMarked(
      filled,
      `state machine: ${name}`,
      `\`\`\`mermaid\n${drawStateMachine(machine)}\n\`\`\``,
    )
  }
  return filled
}

/** As `npm run bench -- --volume model` prints it. */
function renderModel(): string {
  const cells = estimateVolume().map(volumeCells)
  const constants = volumeConstants().map((line) => `- ${line}`)
  return `${table(['what', 'time', 'functions', 'clusters'], cells)}\n\nIt stands on:\n\n${constants.join('\n')}`
}

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8')
