import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { stack } from './stack.ts'

/**
 * Takes over the settings that the pipeline was deployed with (heavyRows, EMR), so that commands judge stages as the
 * planner does. What is set in the environment already stays. Throws when nothing is deployed.
 */
export async function useDeployedSettings(): Promise<void> {
  const FunctionName = `${stack.stateMachine}-planStages`
  const found = await new LambdaClient({}).send(new GetFunctionConfigurationCommand({ FunctionName }))
  for (const [name, value] of Object.entries(found.Environment?.Variables ?? {})) process.env[name] ??= value
}
