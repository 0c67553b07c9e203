import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { findPython } from '../../local/process/python.ts'
import { ofType, packageProd } from './packaged.ts'

/** Machine field of the ELF header, by Lambda architecture. */
const machines: Record<string, number> = { x86_64: 62, arm64: 183 }

/** What a function's zip file holds: native files with their machine field, and whether its code wants DuckDB. */
interface Archive {
  native: Record<string, number>
  wantsDuckDb: boolean
}

const readArchive = `
import json, struct, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
def machine(name):
    head = archive.open(name).read(20)
    return struct.unpack('<H', head[18:20])[0] if head[:4] == b'\\x7fELF' else 0
names = archive.namelist()
code = b''.join(archive.read(name) for name in names if name.startswith('functions/') and name.endswith('.mjs'))
native = {name: machine(name) for name in names if name.endswith('.node') or '.so' in name}
print(json.dumps({'native': native, 'wantsDuckDb': b'@duckdb/node-api' in code}))`

const template = await packageProd()

for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
  test(`${id} carries DuckDB for its own architecture exactly when it computes`, () => {
    const file = join(template.folder, `${Properties.FunctionName.split('-').at(-1)}.zip`)
    const answer = execFileSync(findPython(), ['-c', readArchive, file], { encoding: 'utf8' })
    const { native, wantsDuckDb }: Archive = JSON.parse(answer)
    assert.equal(Object.keys(native).length > 0, wantsDuckDb)
    for (const [name, machine] of Object.entries(native))
      assert.equal(machine, machines[Properties.Architectures[0]], name)
  })
}
