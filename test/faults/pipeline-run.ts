import { readDefinition } from '../statemachine/definition.ts'
import { runMachine, type Surroundings } from './state-machine.ts'

const pipeline = readDefinition('pipeline')
/** The machines that it starts, by the logical name of their resource. */
const nested: Record<string, typeof pipeline> = { EmrStep: readDefinition('emr-step') }

/** Runs the pipeline's machine under a name; the machines it starts live and die with it. */
export function runPipeline(
  execution: string,
  input: unknown,
  cloud: Pick<Surroundings, 'invoke' | 'rest'>,
): Promise<unknown> {
  const around: Surroundings = {
    ...cloud,
    execution,
    startedAt: new Date().toISOString(),
    nest: (name, input) => runMachine(nested[name]!, input, around),
  }
  return runMachine(pipeline, input, around)
}
