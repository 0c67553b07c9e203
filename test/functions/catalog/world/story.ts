import fc from 'fast-check'
import type { Grain } from '../../../../jobs/stages.ts'

/** Units that the stories' files have rows in: of two years, and of days two in one partition. */
export const units = {
  month: ['2023-12', '2024-01', '2024-05'],
  day: ['2023-12-31', '2024-01-01', '2024-01-02'],
} as const satisfies Record<Grain, readonly string[]>
const keys = ['a', 'b', 'c'] as const

/** One thing that happens in the world; between two of them the runs go on for `steps` calls. */
export type Happening =
  | { kind: 'upload'; key: string; units: Record<string, number>; delivered: boolean }
  | { kind: 'retract'; key: string }
  | { kind: 'schedule' | 'redeliver' | 'sweep' | 'deploy' | 'wake' | 'heal' | 'overtake' }
  | { kind: 'kill' | 'pause'; run: number }
  | { kind: 'wait'; minutes: number }
  | { kind: 'clean' }
  | { kind: 'poison'; unit: string; effect: 'kills' | 'fails' }

export interface Story {
  grain: Grain
  seed: number
  /** One call in so many fails or kills its run; 0 = none. */
  faultEvery: number
  happenings: { happening: Happening; steps: number }[]
  /** Rows of the last upload into every unit, which comes when crashes have stopped. */
  lastRows: number
}

const rows = fc.constantFrom(1, 3, 60, 120)
const happeningOf = (grain: Grain): fc.Arbitrary<Happening> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('upload' as const),
        key: fc.constantFrom(...keys),
        units: fc.dictionary(fc.constantFrom(...units[grain]), rows, { maxKeys: 3 }),
        delivered: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('retract' as const), key: fc.constantFrom(...keys) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'schedule',
          'redeliver',
          'sweep',
          'deploy',
          'wake',
          'heal',
        ) as fc.Arbitrary<'wake'>,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'pause' as const), run: fc.nat(9) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clean' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20, 90) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('poison' as const),
        unit: fc.constantFrom(...units[grain]),
        effect: fc.constantFrom('kills' as const, 'fails' as const),
      }),
    },
  )

const storyOf = (grain: Grain): fc.Arbitrary<Story> =>
  fc.record({
    grain: fc.constant(grain),
    seed: fc.nat(),
    faultEvery: fc.constantFrom(0, 0, 200, 40),
    happenings: fc.array(
      fc.record({ happening: happeningOf(grain), steps: fc.constantFrom(0, 5, 30, 120, 400) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
    lastRows: fc.constantFrom(1, 120),
  })

export const story: fc.Arbitrary<Story> = fc.oneof(storyOf('month'), storyOf('day'))

/** Runs that pause for a day in the middle of anything while pages are cleaned up, and wake up again. */
export const sleepyStory: fc.Arbitrary<Story> = fc.record({
  grain: fc.constant('month'),
  seed: fc.nat(),
  faultEvery: fc.constant(0),
  happenings: fc
    .array(
      fc.record({
        key: fc.constantFrom(...keys),
        unit: fc.constantFrom(...units.month),
        before: fc.integer({ min: 1, max: 12 }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((each) =>
      each.flatMap(({ key, unit, before }, run) => [
        {
          happening: { kind: 'upload' as const, key, units: { [unit]: 1 }, delivered: true },
          steps: before,
        },
        { happening: { kind: 'pause' as const, run }, steps: 0 },
        { happening: { kind: 'clean' as const }, steps: 30 },
        { happening: { kind: 'wake' as const }, steps: 400 },
      ]),
    ),
  lastRows: fc.constant(1),
})

/** Uploads into one month, close together: a year is read while its month is being replaced. */
export const crowdedStory: fc.Arbitrary<Story> = fc.record({
  grain: fc.constant('month'),
  seed: fc.nat(),
  faultEvery: fc.constant(0),
  happenings: fc.array(
    fc.record({
      happening: fc.record({
        kind: fc.constant('upload' as const),
        key: fc.constantFrom(...keys),
        units: fc.constant({ '2024-01': 1 }),
        delivered: fc.constant(true),
      }),
      steps: fc.constantFrom(10, 20, 30, 40, 60, 90),
    }),
    { minLength: 4, maxLength: 12 },
  ),
  lastRows: fc.constant(1),
})
