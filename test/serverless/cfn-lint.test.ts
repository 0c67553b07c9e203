import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { type Finding, judgeFindings } from './findings.ts'
import { packageProd } from './packaged.ts'
import { installTool } from './python-tool.ts'

interface Match {
  Rule: { Id: string }
  Message: string
  Location: { Path: string[] | null }
}

test('cfn-lint finds nothing in the packaged template that is not explained', async () => {
  const { templateFile } = await packageProd()
  const args = ['--format', 'json', '--regions', 'ap-northeast-2', '--', templateFile]
  const { stdout, stderr, status } = spawnSync(installTool('cfn-lint'), args, { encoding: 'utf8' })
  assert.ok(status !== null && stdout.trim().startsWith('['), stderr)
  const findings: Finding[] = (JSON.parse(stdout) as Match[]).map(({ Rule, Message, Location }) => ({
    rule: Rule.Id,
    resource: Location.Path?.[1] ?? '',
    message: Message,
  }))
  assert.deepEqual(judgeFindings('cfn-lint', findings), [])
})
