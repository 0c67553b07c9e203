import { inputColumnNames } from '../../../hive/input.ts'
import { columnsOf, type Field, type Moment, type NumberFormat, type Source } from '../../../hive/source.ts'
import { type Encoding, encodeText, quoteField } from './csv.ts'
import { generateRows, type Row, type Shape } from './transactions.ts'

/**
 * The generated transactions as a source would send them, block by block. A source that takes any encoding is written in
 * `encoding`.
 */
export function* generateSourceFile(
  source: Source,
  shape: Shape,
  encoding: Encoding = 'utf8',
): Generator<Buffer> {
  const { encoding: declared } = source.layout
  yield* encodeText(
    writeLines(source, generateRows(shape, inputColumnNames)),
    declared === 'either' ? encoding : declared,
  )
}

function* writeLines({ name, layout, columns, fields }: Source, rows: Iterable<Row>): Generator<string> {
  const { delimiter, quotes } = layout
  const line = (texts: readonly string[]) =>
    `${texts.map((text) => (quotes ? quoteField(text, delimiter) : text)).join(delimiter)}\r\n`
  for (let number = 0; number < layout.leadingLines; number++) yield line(['H', name])
  if (layout.header !== 'none') yield line(columns.map((column) => column.name))
  const made = Object.entries(fields).map(([column, field]) => ({
    place: inputColumnNames.indexOf(column),
    columns: columnsOf(field).map((name) => columns.findIndex((known) => known.name === name)),
    field,
  }))
  const totals = { rows: 0, amount: 0 }
  for (const row of rows) {
    const texts = columns.map(({ filler = '' }) => filler)
    for (const { place, columns, field } of made)
      splitText(writeField(field, row[place] ?? ''), columns.length).forEach((text, index) => {
        texts[columns[index]!] = text
      })
    yield line(texts)
    totals.rows++
    totals.amount += Number(row[inputColumnNames.indexOf('amount')])
  }
  if (layout.trailer) yield* writeTrailer(layout.trailer, delimiter, totals)
}

function* writeTrailer(
  { lines, starts, rows, amount }: NonNullable<Source['layout']['trailer']>,
  delimiter: string,
  totals: { rows: number; amount: number },
): Generator<string> {
  const fields = starts.split(delimiter)
  if (rows) fields[rows - 1] = String(totals.rows)
  if (amount) fields[amount - 1] = String(totals.amount)
  yield `${Array.from(fields, (field) => field ?? '').join(delimiter)}\r\n`
  for (let number = 1; number < lines; number++) yield `.\r\n`
}

/** A text for so many columns: what two are made of is separated by a blank. */
const splitText = (text: string, count: number) => (count === 2 ? text.split(' ') : [text])

/** A value of the contract in the notation of a field. */
function writeField(field: Field, value: string): string {
  if ('constant' in field) return ''
  const sent = Object.entries(field.values ?? {}).find(([, meant]) => meant === value)?.[0]
  if (sent !== undefined) return sent
  if (field.moment) return writeMoment(value, field.moment)
  return field.number ? writeNumber(value, field.number) : value
}

/** The moment in the last notation that can hold it. */
function writeMoment(value: string, { patterns, zone }: Moment): string {
  const [hours, minutes] = zone.slice(1).split(':').map(Number)
  const offset = (zone.startsWith('-') ? -1 : 1) * (hours! * 60 + minutes!)
  const there = new Date(Date.parse(`${value.replace(' ', 'T')}+09:00`) + offset * 60_000).toISOString()
  const hour = there.slice(11, 13)
  const pattern = patterns.findLast((each) => hour < '10' || each.includes('HH'))!
  const parts: Record<string, string> = {
    yyyy: there.slice(0, 4),
    MM: there.slice(5, 7),
    dd: there.slice(8, 10),
    HH: hour,
    H: hour.slice(1),
    mm: there.slice(14, 16),
    ss: there.slice(17, 19),
  }
  return pattern.replace(/yyyy|MM|dd|HH|H|mm|ss/g, (token) => parts[token]!)
}

function writeNumber(value: string, { thousands, signBehind, unit = '' }: NumberFormat): string {
  const [, sign, digits] = /^(-?)([0-9]+)$/.exec(value)!
  const grouped = thousands ? digits!.replace(/\B(?=([0-9]{3})+$)/g, thousands) : digits
  return signBehind ? `${grouped}${sign}${unit}` : `${sign}${grouped}${unit}`
}
