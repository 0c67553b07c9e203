/** A stage that is not published because computing or publishing it failed. */
export interface StageFailure {
  stage: string
  /** One line for people, without card numbers. */
  reason: string
}

/** A line for each reason: `etl/2024-03, etl/2024-04: no space left`. */
export const describeFailures = (failures: readonly StageFailure[]): string[] =>
  [...Map.groupBy(failures, ({ reason }) => reason)].map(
    ([reason, of]) => `${nameSome(of.map(({ stage }) => stage))}: ${reason}`,
  )

const named = 3

const nameSome = (stages: readonly string[]) =>
  stages.length > named
    ? `${stages.slice(0, named).join(', ')} and ${stages.length - named} more`
    : stages.join(', ')
