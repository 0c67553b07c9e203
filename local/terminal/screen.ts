import { styleText } from 'node:util'
import { textWidth } from './wording.ts'

/** One screen that stays, drawn again in its place; what was there before comes back at the end. */
interface Screen {
  /** Lines that start without a blank are headings. What does not fit the terminal is cut. */
  draw(lines: readonly string[]): void
  close(): void
}

const enter = '\x1b[?1049h\x1b[?25l'
const leave = '\x1b[?25h\x1b[?1049l'

/** Takes the terminal over until it is closed. */
export function openScreen(out: NodeJS.WriteStream): Screen {
  out.write(enter)
  return {
    draw(lines) {
      const shown = lines.slice(0, out.rows - 1).map((line) => {
        const cut = cutText(line, out.columns)
        return `${/^\S/.test(cut) ? styleText('bold', cut, { stream: out }) : cut}\x1b[K\n`
      })
      out.write(`\x1b[H${shown.join('')}\x1b[J`)
    },
    close: () => void out.write(leave),
  }
}

/** As much of a text as fits so many columns, with … for the rest. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  let cut = ''
  for (const character of text) {
    if (textWidth(cut + character) >= columns) break
    cut += character
  }
  return `${cut}…`
}
