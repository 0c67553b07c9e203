import { columnsOf, type Source } from '../../hive/source.ts'
import type { UploadJudgement } from './judge.ts'

/** The judgement with columns as the sender names them, what they are here in brackets: `승인금액 (amount)`. */
export function nameColumns(judgement: UploadJudgement, { fields }: Source): UploadJudgement {
  const sent = (column: string) => {
    const names = fields[column] ? columnsOf(fields[column]).join(', ') : ''
    return names === '' || names === column ? column : `${names} (${column})`
  }
  const outcomes = judgement.outcomes.map((outcome) => ({
    ...outcome,
    samples: outcome.samples.map((sample) => ({
      ...sample,
      ...(sample.column && { column: sent(sample.column) }),
    })),
  }))
  return { ...judgement, outcomes }
}
