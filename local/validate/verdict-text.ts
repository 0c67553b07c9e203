import { describeSamples } from '../pipeline/rejection-text.ts'
import { count } from '../terminal/wording.ts'
import type { FileVerdict } from './judge-file.ts'

/** The line that ends the judging of a file. */
export function describeVerdict({ verdict, rejection, content }: FileVerdict): string {
  if (rejection) return `refused: ${rejection.reason}`
  return `accepted (${count(content!.rows)} rows, quality ${verdict})`
}

/** Everything that was found in a file, as lines for people: what it is, its months, every check with its first lines. */
export function describeFile(judged: FileVerdict): string[] {
  const { key, source, checks, rejection, content } = judged
  const { details = [], line } = rejection ?? {}
  return [
    `  ${key}, source ${source}${content ? `, ${describeContent(content)}` : ''}`,
    ...(content ? describeMonths(content) : []),
    ...(content ? [] : [...(line ? [`  line ${line}`] : []), ...details.map((detail) => `  - ${detail}`)]),
    ...(rejection?.remedy ? [`  ${rejection.remedy}`] : []),
    ...(content ? checks.flatMap(describeCheck) : []),
  ]
}

type ContentVerdict = NonNullable<FileVerdict['content']>

const describeContent = ({ compression, rows, cp949 }: ContentVerdict) =>
  [
    compression === 'gzip' ? 'gzip' : 'plain',
    cp949 === 0 ? 'UTF-8' : `CP949 in ${count(cp949)} of ${count(rows)} rows, UTF-8 in the others`,
  ].join(', ')

const describeMonths = ({ months }: ContentVerdict) =>
  months.map(
    ({ month, rows, amount }) =>
      `  ${month}  ${count(rows).padStart(13)} rows  ${count(amount).padStart(20)} won`,
  )

const describeCheck = ({ status, name, detail, samples }: FileVerdict['checks'][number]) => [
  `  ${status}  ${name.padEnd(24)}  ${detail}`,
  ...(status === 'PASS' ? [] : describeSamples(samples, 'with --json')),
]
