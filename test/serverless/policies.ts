import type { Properties, Resource } from './packaged.ts'

export interface Statement {
  Action: string[]
  Resource: unknown[]
  Condition?: Properties
}

/** The statements of a role, actions and resources as lists. */
export const statementsOf = ({ Properties }: Resource): Statement[] =>
  Properties.Policies.flatMap(({ PolicyDocument }: Properties) => PolicyDocument.Statement).map(
    ({ Action, Resource, Condition }: Properties) => ({
      Action: [Action].flat(),
      Resource: [Resource].flat(),
      Condition,
    }),
  )

/** Prefixes of the output bucket on which an action is allowed: `_staging/`, or a whole key. */
export const prefixesOf = (statements: Statement[], action: string): string[] =>
  statements
    .filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource.map((resource) => JSON.stringify(resource)))
    .filter((arn) => arn.includes('card-pipeline-output'))
    .map((arn) => /"\/([^"*]*)\*?"/.exec(arn)?.[1] ?? '')
