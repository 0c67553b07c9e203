/**
 * Characters that show nothing: Unicode's White_Space and controls, zero-width and direction marks, Hangul fillers,
 * the blank Braille pattern, variation selectors and tags. Code points, first and last.
 */
const ranges: readonly (readonly [number, number])[] = [
  [0x00, 0x20],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
]

const hex = (point: number) => point.toString(16).toUpperCase().padStart(4, '0')
const classOf = (write: (point: number) => string) =>
  `[${ranges.map(([first, last]) => `${write(first)}-${write(last)}`).join('')}]`

/** Pattern (RE2) of a text that people see as blank. */
export const blankPattern = `${classOf((point) => `\\x{${hex(point)}}`)}*`

const invisible = new RegExp(
  classOf((point) => `\\u{${hex(point)}}`),
  'gu',
)

/** Letters that look like Latin ones. */
const lookAlikes = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu

/**
 * The text with everything that cannot be seen named: `서울[U+FEFF]`, and with Cyrillic and Greek letters among Latin ones,
 * `а[U+0430]mount`; decomposed letters (NFD) are pointed out.
 */
export function showInvisible(text: string): string {
  const told = /[A-Za-z]/.test(text)
    ? text.replace(lookAlikes, (letter) => `${letter}[U+${hex(letter.codePointAt(0)!)}]`)
    : text
  const shown = told.replace(invisible, (character) =>
    character === ' ' ? ' ' : `[U+${hex(character.codePointAt(0)!)}]`,
  )
  return text === text.normalize('NFC') ? shown : `${shown} [decomposed (NFD)]`
}
