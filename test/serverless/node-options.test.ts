import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { ofType, packageStage } from './packaged.ts'

for (const stage of ['local', 'prod'])
  test(`Node takes the options of the functions of stage ${stage}`, async () => {
    const functions = ofType(await packageStage(stage), 'AWS::Lambda::Function')
    const options = new Set(
      functions.map(([, { Properties }]) => Properties.Environment.Variables.NODE_OPTIONS),
    )
    assert.equal(options.size, 1)
    const env = { ...process.env, NODE_OPTIONS: [...options][0] }
    assert.equal(execFileSync(process.execPath, ['-p', '1 + 1'], { env, encoding: 'utf8' }).trim(), '2')
  })
