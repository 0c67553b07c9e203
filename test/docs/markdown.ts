import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { anchor } from '../../local/docs/markdown.ts'
import { projectRoot } from '../../local/process/folders.ts'

/** A fenced block: its language and its text. */
export interface Block {
  language: string
  text: string
}

/** Paths of the project's documents for people. */
export const documentPaths = [
  ...readdirSync(projectRoot).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(projectRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

export const readDocument = (path: string) => readFileSync(join(projectRoot, path), 'utf8')

/** Fenced blocks in order. */
export const findBlocks = (text: string): Block[] =>
  [...text.matchAll(/^```([a-z]*)\n(.*?)^```$/gms)].map(([, language, body]) => ({
    language: language!,
    text: body!,
  }))

const withoutBlocks = (text: string) => text.replace(/^```[a-z]*\n.*?^```$/gms, '')

/** Headings as `## Title`, in order. */
export const findHeadings = (text: string): string[] => withoutBlocks(text).match(/^#{1,6} .+$/gm) ?? []

/** Targets of links and images, in order. */
export const findLinks = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)|<(?:img|a) [^>]*(?:src|href)="([^"]+)"/g)].map(
    ([, link, attribute]) => (link ?? attribute)!,
  )

/** Anchors that links may point at. */
export const findAnchors = (text: string): string[] =>
  findHeadings(text).map((heading) => anchor(heading.replace(/^#+ /, '')))

/** Commands of the shell blocks, one a line; a backslash continues a line. */
export const findCommands = (text: string): string[] =>
  findBlocks(text)
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => block.text.replaceAll('\\\n', '').split('\n'))
    .map((line) => line.replace(/ +#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
