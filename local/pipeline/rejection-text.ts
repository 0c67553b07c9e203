import type { Sample } from '../../functions/quality/findings.ts'
import type { RejectionReport } from '../../functions/reception/rejection.ts'

const samplesShown = 5

/** Why an upload was refused, as lines for people: what is wrong, then the first lines of each failed check. */
export function describeReport({ reason, details, remedy, checks, failed }: RejectionReport): string[] {
  const known = new Set(checks.map(({ detail }) => detail))
  return [
    `  ${reason}`,
    ...(checks.length === 1 ? details.map((detail) => `  - ${detail}`) : []),
    ...(remedy ? [`  ${remedy}`] : []),
    ...checks
      .filter(({ name }) => failed.includes(name) && known.size > 1)
      .flatMap(({ name, detail, samples }) => [
        `  ${name}: ${detail}`,
        ...describeSamples(samples, 'in the report'),
      ]),
  ]
}

/** The first lines that a check complains about. */
export function describeSamples(samples: readonly Sample[], all: string): string[] {
  const lines = samples.slice(0, samplesShown).map(({ line, column, value, reason }) => {
    const what = [column, value === undefined ? undefined : JSON.stringify(value), reason]
    return `      line ${line}: ${what.filter((part) => part !== undefined).join(' ')}`
  })
  const more = samples.length - samplesShown
  return more > 0 ? [...lines, `      … and ${more} more ${all}`] : lines
}
