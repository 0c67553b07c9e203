import type { Plan } from '../../../functions/catalog/plan.ts'
import type { ComputedCall, ComputedRef } from '../../../functions/catalog/stage-result.ts'

const refs = (stages: readonly string[]) => stages.map((stage) => ({ stage, generation: 1, rows: 10 }))

/** What PlanStages or Publish claims for a round. */
export const plan = (round: number, small: readonly string[], heavy: readonly string[] = []): Plan => ({
  round,
  planKey: `round-${round}.json`,
  small: refs(small),
  calls: refs(small).map((each) => [each]),
  heavy: refs(heavy),
  claimed: small.length + heavy.length,
})

export const nothing = (round: number): Plan => plan(round, [])

/** A computed stage. */
export const ref = (stage: string): ComputedRef => ({ stage, generation: 1, ok: true, result: 'result.json' })

/** What a call answers that computed one. */
export const call = (stage: string): ComputedCall => ({ results: [ref(stage)] })
