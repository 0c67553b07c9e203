import { styleText } from 'node:util'

/** How a command shows what is going on; the work of a step returns the line that ends it. */
export interface Progress {
  step(title: string, work: () => Promise<string>): Promise<void>
  say(line: string): void
}

/** Shows steps one below the other: the running one with its seconds on a terminal, plain lines elsewhere. */
export function showSteps(out: NodeJS.WriteStream = process.stdout): Progress {
  const clear = out.isTTY ? '\r\x1b[2K' : ''
  const say = (line: string) => void out.write(`${clear}${line}\n`)
  const mark = (color: 'green' | 'red', sign: string) => styleText(color, sign, { stream: out })
  return {
    say,
    async step(title, work) {
      const started = Date.now()
      const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
      const timer = out.isTTY
        ? setInterval(() => out.write(`${clear}${title} … ${seconds()}`), 100)
        : undefined
      if (!timer) say(`${title} …`)
      try {
        const line = await work()
        say(`${mark('green', '✔')} ${line} (${seconds()})`)
      } catch (error) {
        say(`${mark('red', '✖')} ${title} (${seconds()})`)
        throw error
      } finally {
        clearInterval(timer)
      }
    },
  }
}
