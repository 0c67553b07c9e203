// Run by .ci/run: checkov on the packaged template. Exits 1 when it finds what findings.yml does not explain.
import { spawnSync } from 'node:child_process'
import { type Finding, judgeFindings } from './findings.ts'
import { packageProd } from './packaged.ts'
import { installTool } from './python-tool.ts'

interface FailedCheck {
  check_id: string
  check_name: string
  /** `AWS::S3::Bucket.InputBucket` */
  resource: string
}

const { templateFile } = await packageProd()
const args = ['--file', templateFile, '--framework', 'cloudformation', '--skip-download', '--output', 'json']
const { stdout, stderr } = spawnSync(installTool('checkov'), args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
if (!stdout.trim().startsWith('{')) throw new Error(`checkov did not run: ${stderr}`)
const { results, summary } = JSON.parse(stdout)
const findings: Finding[] = (results.failed_checks as FailedCheck[]).map((check) => ({
  rule: check.check_id,
  resource: check.resource.split('.').at(-1)!,
  message: check.check_name,
}))
const problems = judgeFindings('checkov', findings)
for (const line of problems) console.error(line)
console.log(`checkov: ${summary.passed} checks passed, ${findings.length} findings explained or listed above`)
process.exitCode = problems.length > 0 ? 1 : 0
