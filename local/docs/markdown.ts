/** A Markdown table; `|` in cells is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text whose asterisks are to be read as asterisks. */
export const plain = (text: string) => text.replaceAll('*', '\\*')

/** Names as code, separated by commas. */
export const codeList = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

/** The anchor GitHub gives a heading. */
export const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll('`', '')
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-')

/**
 * Replaces what stands between the lines `<!-- NAME -->` and `<!-- /NAME -->`. Throws when they are not there once.
 */
export function fillMarked(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`]
  const parts = text.split(start)
  const rest = parts[1]?.split(end)
  if (parts.length !== 2 || rest?.length !== 2) throw new Error(`not marked once in the document: ${name}`)
  return `${parts[0]}${start}\n${content}\n\n${end}${rest[1]}`
}
