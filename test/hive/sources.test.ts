import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { chooseSource, findSource } from '../../hive/choose-source.ts'
import { inputColumnNames, inputColumns } from '../../hive/input.ts'
import { columnsOf, sourceHash } from '../../hive/source.ts'
import { renderSources, sourceNames } from '../../hive/source-list.ts'
import { source as contract } from '../../hive/sources/contract.ts'
import { sources } from '../../hive/sources.ts'

const hive = new URL('../../hive/', import.meta.url)
const names = sourceNames(readdirSync(new URL('sources/', hive)))
const under = (name: string, prefix: string) => ({ ...contract, name, prefix })

test('the checked-in list of sources is what npm run ddl writes', () => {
  assert.equal(readFileSync(new URL('sources.ts', hive), 'utf8'), renderSources(names))
  assert.deepEqual(
    sources.map(({ name }) => name),
    names,
  )
})

test('a file that cannot be a source is named', () => {
  assert.throws(() => sourceNames(['Van A.ts']), /not the name of a source: hive\/sources\/Van A\.ts/)
})

for (const source of sources)
  test(`the source ${source.name} fills what every row needs, and only columns there are, from columns it has`, () => {
    const fields = Object.keys(source.fields)
    const identity = inputColumns.filter(({ nullPercent }) => nullPercent === 0).map(({ name }) => name)
    assert.deepEqual(
      identity.filter((name) => !fields.includes(name)),
      [],
    )
    assert.deepEqual(
      fields.filter((name) => !inputColumnNames.includes(name)),
      [],
    )
    const known = source.columns.map(({ name }) => name)
    const unknown = Object.values(source.fields).flatMap(columnsOf)
    assert.deepEqual(
      unknown.filter((name) => !known.includes(name)),
      [],
    )
    assert.ok(source.prefix.startsWith('incoming/') && source.prefix.endsWith('/'), source.prefix)
    const called = source.columns.flatMap(({ name, aliases = [] }) => [name, ...aliases])
    assert.equal(new Set(called).size, called.length)
  })

test('no two sources claim the same keys', () => {
  assert.equal(new Set(sources.map(({ prefix }) => prefix)).size, sources.length)
})

test('the longest prefix that fits chooses the source, whatever form of Unicode the key has', () => {
  const among = [contract, under('van', 'incoming/van/'), under('cancelled', 'incoming/van/취소/')]
  const chosen = (key: string) => chooseSource(key, among).name
  assert.equal(chosen('incoming/day.csv'), 'contract')
  assert.equal(chosen('incoming/van/day.csv'), 'van')
  assert.equal(chosen('incoming/vans/day.csv'), 'contract')
  assert.equal(chosen('incoming/van/취소/day.csv'), 'cancelled')
  assert.equal(chosen('incoming/van/취소/day.csv'.normalize('NFD')), 'cancelled')
  assert.equal(chosen('elsewhere/day.csv'), 'contract')
})

test('a source is found by its name, and one that was removed is a fault', () => {
  assert.equal(findSource('contract'), contract)
  assert.throws(() => findSource('gone'), /not a source: gone/)
})

test('whatever a source says is in its hash', () => {
  assert.equal(sourceHash({ ...contract }), sourceHash(contract))
  assert.notEqual(sourceHash({ ...contract, cardMasks: ['NNNNNN******NNNN'] }), sourceHash(contract))
})
