/** Text that is HTML already; everything else is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Content = Html | string | number | null | undefined | false | readonly Content[]

/** Builds HTML; every value is escaped unless it is Html itself. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.map((text, at) => text + (at < values.length ? toText(values[at]) : '')).join(''))
}

function toText(value: Content): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(toText).join('')
  return value === null || value === undefined || value === false ? '' : escapeHtml(String(value))
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Makes a text harmless in HTML, in attributes too. */
const escapeHtml = (text: string): string =>
  showControls(text.replace(/[&<>"']/g, (character) => entities[character]!))

/** Makes control characters visible: HTML may not hold them. */
export function showControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '\ufffd')
}
