import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam'
import type { Call } from './recorder.ts'

interface Allowed {
  Action: string[]
  Resource: string[]
}

/** The statements of the deployed policy `card-pipeline-<stage>-operator`. */
export async function readPolicy(stage: string): Promise<Allowed[]> {
  const iam = new IAMClient({})
  const PolicyArn = `arn:aws:iam::000000000000:policy/card-pipeline-${stage}-operator`
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy!.DefaultVersionId }),
  )
  const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion!.Document!))
  return Statement.map(({ Action, Resource }: Record<string, string | string[]>) => ({
    Action: [Action].flat(),
    Resource: [Resource].flat(),
  }))
}

/** True when a policy of allowing statements alone allows a call. */
export const allows = (policy: readonly Allowed[], { action, resource }: Call): boolean =>
  policy.some(
    ({ Action, Resource }) =>
      Action.includes(action) && Resource.some((pattern) => covers(pattern, resource)),
  )

/** A resource is written without region and account where its request names none. */
function covers(pattern: string, resource: string): boolean {
  if (resource === '*') return true
  const known = resource.includes(':::')
    ? pattern.replace(/^(arn:aws:[a-z]+):[^:]*:[^:]*:/, '$1:::')
    : pattern
  const text = known.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${text}$`).test(resource)
}
