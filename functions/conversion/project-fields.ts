import type { CardMask, Field, Moment, NumberFormat, Source } from '../../hive/source.ts'
import { quoteText } from '../../jobs/duckdb-sql.ts'

/**
 * A SELECT list of the contract's columns as text, made of a source's own. What cannot be read stays as it was sent, so that
 * the checks find it and people see it.
 * @param nameOf name in SQL of a column of the source, whose text is NULL when it is missing
 */
export const projectFields = ({ fields }: Source, nameOf: (column: string) => string): string[] =>
  Object.entries(fields).map(([name, field]) => `${projectField(field, nameOf)} AS ${name}`)

function projectField(field: Field, nameOf: (column: string) => string): string {
  if ('constant' in field) return quoteText(field.constant)
  const text =
    typeof field.from === 'string'
      ? nameOf(field.from)
      : `NULLIF(concat_ws(' ', ${field.from.map(nameOf).join(', ')}), '')`
  const otherwise = field.moment
    ? readMoment(text, field.moment)
    : field.number
      ? readNumber(text, field.number)
      : text
  return field.values ? readValue(text, field.values, otherwise) : otherwise
}

function readValue(text: string, values: Readonly<Record<string, string>>, otherwise: string): string {
  const cases = Object.entries(values).map(
    ([sent, meant]) => `WHEN ${quoteText(sent)} THEN ${quoteText(meant)}`,
  )
  return `CASE ${text} ${cases.join(' ')} ELSE ${otherwise} END`
}

/** Minutes by which Korean wall time is ahead of UTC; it has no summer time. */
const koreanOffset = 540

/** Any other notation is told apart from the contract's own, which would be taken for Korean time. */
function readMoment(text: string, { patterns, zone }: Moment): string {
  const cases = patterns.map((pattern) => {
    const { expression, wallTime } = readPattern(text, pattern)
    return `WHEN regexp_full_match(${text}, ${quoteText(expression)}) THEN ${inKorea(wallTime, zone)}`
  })
  const other = quoteText(`not ${patterns.join(' or ')}: `)
  return `CASE ${cases.join(' ')} ELSE ${other} || ${text} END`
}

const token = /yyyy|MM|dd|HH|H|mm|ss/g

/** What a notation looks like, and SQL that turns a text of it into the contract's notation. */
function readPattern(text: string, pattern: string): { expression: string; wallTime: string } {
  const at = new Map<string, string>()
  let expression = ''
  let end = 0
  for (const { 0: found, index } of pattern.matchAll(token)) {
    expression += `${escapePattern(pattern.slice(end, index))}[0-9]{${found.length}}`
    end = index + found.length
    const digits = `substr(${text}, ${index + 1}, ${found.length})`
    at.set(found === 'H' ? 'HH' : found, found === 'H' ? `'0' || ${digits}` : digits)
  }
  expression += escapePattern(pattern.slice(end))
  const part = (name: string) => at.get(name) ?? "'00'"
  const [day, time] = [['yyyy', 'MM', 'dd'].map(part), ['HH', 'mm', 'ss'].map(part)]
  return { expression, wallTime: `${day.join(" || '-' || ")} || ' ' || ${time.join(" || ':' || ")}` }
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function inKorea(wallTime: string, zone: Moment['zone']): string {
  const [, sign, hours, minutes] = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(zone) ?? []
  if (!sign) throw new Error(`not an offset from UTC such as +09:00: ${zone}`)
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (offset === koreanOffset) return wallTime
  const moved = `TRY_CAST(${wallTime} AS TIMESTAMP) + INTERVAL (${koreanOffset - offset}) MINUTE`
  return `COALESCE(strftime(${moved}, '%Y-%m-%d %H:%M:%S'), ${wallTime})`
}

function readNumber(text: string, { thousands, decimals, signBehind, unit }: NumberFormat): string {
  const grouped = thousands ? `|[0-9]{1,3}(?:${escapePattern(thousands)}[0-9]{3})+` : ''
  const places = decimals ? `(?:${escapePattern(decimals)}0+)?` : ''
  const [called, calledBehind] = unit
    ? [`(?:${escapePattern(unit)} ?)?`, `(?: ?${escapePattern(unit)})?`]
    : ['', '']
  const before = signBehind ? called : `(?:[+-]?${called}|${called}[+-]?)`
  const behind = signBehind ? '-?' : ''
  const expression = `${before}(?:[0-9]+${grouped})${places}${behind}${calledBehind}`
  const whole = decimals ? `split_part(${text}, ${quoteText(decimals)}, 1)` : text
  const digits = `ltrim(regexp_replace(${whole}, '[^0-9]', '', 'g'), '0')`
  const sign = `CASE WHEN contains(${text}, '-') THEN '-' ELSE '' END`
  return `CASE WHEN regexp_full_match(${text}, ${quoteText(expression)})
    THEN ${sign} || COALESCE(NULLIF(${digits}, ''), '0') ELSE ${text} END`
}

/** The pattern of the card numbers that a source may send. */
export function cardPattern(masks: readonly CardMask[]): string {
  const all = ['****-****-****-NNNN', ...masks]
  const expressions = all.map((mask) =>
    mask.replace(/([*N])\1*/g, (run) => `${run[0] === 'N' ? '[0-9]' : '[*]'}{${run.length}}`),
  )
  return `^${expressions.length === 1 ? expressions[0] : `(${expressions.join('|')})`}$`
}
