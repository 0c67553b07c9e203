import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { projectRoot } from '../../../local/process/folders.ts'

const folder = mkdtempSync(join(tmpdir(), 'generate-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function generate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['local/generate.ts', ...args], {
    cwd: projectRoot,
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  return { status, stdout, stderr }
}

test('UTF-8, CP949 and gzip hold the same rows', () => {
  const files = { plain: 'a.csv', korean: 'b.csv', packed: 'c.csv.gz' }
  const path = (name: keyof typeof files) => join(folder, files[name])
  assert.equal(generate('--rows', '700', '--out', path('plain')).status, 0)
  assert.equal(generate('--rows', '700', '--out', path('korean'), '--encoding', 'cp949').status, 0)
  assert.equal(generate('--rows', '700', '--out', path('packed')).status, 0)
  const plain = readFileSync(path('plain'), 'utf8')
  assert.equal(plain.trimEnd().split('\n').length, 701)
  assert.equal(iconv.decode(readFileSync(path('korean')), 'cp949'), plain)
  assert.equal(gunzipSync(readFileSync(path('packed'))).toString(), plain)
})

test('--json says what was written and what is expected of it', () => {
  const { stdout } = generate(
    '--rows',
    '600',
    '--dirty',
    'amount_zero',
    '--out',
    join(folder, 'd.csv'),
    '--json',
  )
  const { rows, expected } = JSON.parse(stdout)
  assert.equal(rows, 600)
  assert.deepEqual(expected, { outcome: 'published', verdict: 'WARN', checks: ['amount_zero'] })
})

const wrong: [string[], RegExp][] = [
  [['--rows', '10'], /--out FILE is missing/],
  [['--rows', 'ten', '--out', 'x'], /--rows is not a whole number.*ten/],
  [['--customers', '0', '--out', 'x'], /--customers/],
  [['--from', '2024-02-30', '--out', 'x'], /--from is not a day.*2024-02-30/],
  [['--from', '2024-02-02', '--to', '2024-02-01', '--out', 'x'], /is after --to/],
  [['--encoding', 'utf16', '--out', 'x'], /--encoding/],
  [['--dirty', 'mud', '--out', 'x'], /--dirty is not a known kind: mud/],
  [['--dirty', 'bom', '--rows', '10', '--out', 'x'], /at least --rows 500/],
  [['--unknown'], /unknown/],
]
for (const [args, message] of wrong) {
  test(`generate ${args.join(' ')} is refused`, () => {
    const { status, stderr } = generate(...args)
    assert.equal(status, 64)
    assert.match(stderr, message)
    assert.match(stderr, /npm run generate/)
  })
}

test('a file that cannot be written is told, without a stack', () => {
  writeFileSync(join(folder, 'file'), '')
  const { status, stderr } = generate('--rows', '10', '--out', join(folder, 'file', 'x.csv'))
  assert.equal(status, 1)
  assert.match(stderr, /cannot write/)
  assert.doesNotMatch(stderr, / at /)
})

test('a reader that has seen enough is no error', async () => {
  const child = spawn(process.execPath, ['local/generate.ts', '--rows', '200000', '--out', '-'], {
    cwd: projectRoot,
  })
  let complaints = ''
  child.stderr.on('data', (text) => {
    complaints += text
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 0)
  assert.equal(complaints, '')
})

test('interrupted, it leaves no half file', async () => {
  const path = join(folder, 'interrupted.csv')
  const child = spawn(process.execPath, ['local/generate.ts', '--rows', '20000000', '--out', path], {
    cwd: projectRoot,
  })
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGINT')
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 130)
  assert.ok(!existsSync(path))
})
