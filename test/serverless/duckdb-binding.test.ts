import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { findPython } from '../../local/process/python.ts'
import { ofType, packageProd } from './packaged.ts'

/** Machine field of the ELF header, by Lambda architecture. */
const machines: Record<string, number> = { x86_64: 62, arm64: 183 }

/** What a function's package holds: native files with their machine field; and whether its code wants DuckDB. */
interface Archive {
  native: Record<string, number>
  wantsDuckDb: boolean
}

/** Of each function: what its package holds, and its code, followed from import to import. */
const readPackages = `
import json, posixpath, re, struct, sys, zipfile
def machine(archive, name):
    head = archive.open(name).read(20)
    return struct.unpack('<H', head[18:20])[0] if head[:4] == b'\\x7fELF' else 0
def code_of(archive, name, seen):
    if name in seen: return b''
    seen.add(name)
    code = archive.read(name)
    for found in re.findall(rb'\\b(?:from|import)\\s*\\(?"(\\.[^"]+)"', code):
        code += code_of(archive, posixpath.normpath(posixpath.join(posixpath.dirname(name), found.decode())), seen)
    return code
answers = []
for file, entry in json.loads(sys.argv[1]):
    archive = zipfile.ZipFile(file)
    names = [name for name in archive.namelist() if name.endswith('.node') or '.so' in name]
    code = code_of(archive, entry, set())
    answers.append({'native': {name: machine(archive, name) for name in names}, 'wantsDuckDb': b'"@duckdb/node-api"' in code})
print(json.dumps(answers))`

const template = await packageProd()
const functions = ofType(template, 'AWS::Lambda::Function')
const packages = functions.map(([, { Properties }]) => [
  join(template.folder, basename(Properties.Code.S3Key)),
  Properties.Handler.replace(/\w+$/, 'mjs'),
])
const answer = execFileSync(findPython(), ['-c', readPackages, JSON.stringify(packages)], {
  encoding: 'utf8',
})
const archives: Archive[] = JSON.parse(answer)

for (const [index, [id, { Properties }]] of functions.entries()) {
  test(`${id} carries DuckDB for its own architecture exactly when it computes`, () => {
    const { native, wantsDuckDb } = archives[index]!
    assert.equal(Object.keys(native).length > 0, wantsDuckDb)
    for (const [name, machine] of Object.entries(native))
      assert.equal(machine, machines[Properties.Architectures[0]], name)
  })
}

test('a deployment sends DuckDB once', () => {
  const carriers = packages.filter((_, index) => archives[index]!.wantsDuckDb).map(([file]) => file)
  assert.ok(carriers.length > 1)
  assert.equal(new Set(carriers).size, 1)
})
