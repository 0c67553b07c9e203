import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { stack } from './stack.ts'

/**
 * Takes over the settings that the pipeline was deployed with (heavyRows, EMR), so that commands judge stages as the
 * planner does. Throws when nothing is deployed.
 */
export async function useDeployedSettings(): Promise<void> {
  const FunctionName = `${stack.name}-planStages`
  const found = await new LambdaClient({}).send(new GetFunctionConfigurationCommand({ FunctionName }))
  const settings = found.Environment?.Variables ?? {}
  // Where the functions find AWS is their own business.
  for (const name of Object.keys(settings)) if (!name.startsWith('AWS_')) process.env[name] = settings[name]
}
