import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { fingerprint } from '../../../local/cloud/fingerprint.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fingerprint-'))
  mkdirSync(join(root, 'functions/deep'), { recursive: true })
  writeFileSync(join(root, 'functions/deep/a.ts'), 'a')
  writeFileSync(join(root, 'serverless.yml'), 'service')
  writeFileSync(join(root, 'README.md'), 'text')
})
afterEach(() => rmSync(root, { recursive: true }))

const paths = ['functions', 'serverless.yml', 'missing']
const changes: [string, boolean, () => void][] = [
  ['nothing', false, () => {}],
  ['a file that is not deployed', false, () => writeFileSync(join(root, 'README.md'), 'other')],
  ['bytes', true, () => writeFileSync(join(root, 'functions/deep/a.ts'), 'b')],
  ['a new file', true, () => writeFileSync(join(root, 'functions/deep/b.ts'), '')],
  ['a file that goes', true, () => rmSync(join(root, 'functions/deep/a.ts'))],
  ['a file that was missing', true, () => writeFileSync(join(root, 'missing'), '')],
]
for (const [what, differs, change] of changes)
  test(`changing ${what} ${differs ? 'changes' : 'keeps'} the fingerprint`, () => {
    const before = fingerprint(root, paths)
    change()
    assert.equal(fingerprint(root, paths) !== before, differs)
  })

test('parameters of the deployment count', () => {
  assert.notEqual(fingerprint(root, paths, 'heavyRows=1'), fingerprint(root, paths, 'heavyRows=2'))
})
