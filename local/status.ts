import { readPipelineState } from './pipeline/pipeline-state.ts'
import { openStage } from './pipeline/stack.ts'
import { explainSubject, findSubject } from './status/explain.ts'
import { describeExplanation } from './status/explain-text.ts'
import { followSubject } from './status/follow-subject.ts'
import { readCosts, summarize } from './status/overview.ts'
import { describeOverview } from './status/overview-text.ts'
import { type Command, runCommand, stageOption } from './terminal/command.ts'
import { exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run status',
  summary:
    'Uploads by state, stages that are not published yet, recent runs; or everything about one upload or run.',
  operands: '[UPLOAD]',
  options: {
    stage: stageOption,
    follow: { type: 'boolean', help: 'wait for the upload, with progress, as npm run upload does' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  notes: ['UPLOAD is the id of an upload, its key (the newest version), or the name of a run.'],
}

await runCommand(command, async ({ values, operands, signal }) => {
  await openStage(values.stage)
  const state = await readPipelineState()
  const [name] = operands
  if (name === undefined) {
    const recent = state.runs.slice(0, 10).map((run) => run.name)
    const overview = summarize(state, await readCosts(recent), new Date())
    console.log(values.json ? JSON.stringify(overview, null, 2) : describeOverview(overview))
    return exitCodes.done
  }
  const subject = findSubject(state, name)
  if (values.follow) return followSubject(subject, Boolean(values.json), signal)
  const explanation = await explainSubject(subject, state.evidence)
  console.log(values.json ? JSON.stringify(explanation, null, 2) : describeExplanation(explanation))
  return exitCodes.done
})
