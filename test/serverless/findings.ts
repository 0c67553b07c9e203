import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from '../../local/process/folders.ts'

/** What a checker objects to in the packaged template. */
export interface Finding {
  rule: string
  /** Logical id of the resource. */
  resource: string
  message: string
}

interface Explanation {
  because: string
  resources?: string[]
}

/** Findings that stay, each with its reason: the only place where a rule is set aside. */
const explanations: Record<string, Record<string, Explanation>> = parse(
  readFileSync(join(projectRoot, 'test/serverless/findings.yml'), 'utf8'),
)

/** Lines about findings that nobody explained, and about explanations that no finding needs any more. */
export function judgeFindings(tool: string, findings: readonly Finding[]): string[] {
  const known = explanations[tool] ?? {}
  const covers = (rule: string, { resource }: Finding) =>
    known[rule]?.resources?.includes(resource) ?? rule in known
  const unexplained = findings
    .filter((finding) => !covers(finding.rule, finding))
    .map(({ rule, resource, message }) => `${rule} ${resource}: ${message}`)
  const needless = Object.keys(known)
    .filter((rule) => !findings.some((finding) => finding.rule === rule))
    .map((rule) => `${rule} is explained but not found any more: remove it from findings.yml`)
  return [...unexplained, ...needless]
}
