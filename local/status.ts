import { readPipelineState } from './pipeline/pipeline-state.ts'
import { openStage } from './pipeline/stack.ts'
import { explainSubject, findSubject } from './status/explain.ts'
import { describeExplanation } from './status/explain-text.ts'
import { followSubject } from './status/follow-subject.ts'
import { readCosts, summarize } from './status/overview.ts'
import { describeOverview } from './status/overview-text.ts'
import { watchPipeline } from './status/watch.ts'
import { type Command, runCommand, stageOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run status',
  summary:
    'Uploads by state, stages that are not published yet, recent runs; or everything about one upload or run.',
  operands: '[UPLOAD]',
  options: {
    stage: stageOption,
    follow: { type: 'boolean', help: 'wait for the upload, with progress, as npm run upload does' },
    watch: { type: 'boolean', help: 'one screen that stays, until Ctrl-C; elsewhere a line for each change' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  notes: ['UPLOAD is the id of an upload, its key (the newest version), or the name of a run.'],
}

await runCommand(command, async ({ values, operands, signal }) => {
  if (values.watch && (values.json || operands.length > 0))
    throw new CommandError(
      '--watch shows everything, for people',
      'leave --json and UPLOAD out',
      exitCodes.usage,
    )
  await openStage(values.stage)
  if (values.watch) {
    await watchPipeline(process.stdout, signal)
    return exitCodes.done
  }
  const [name] = operands
  const state = await readPipelineState(name)
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
