import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrows } from './arrows.ts'
import { readSources, type Source } from './source.ts'

const sources = readSources('hive', 'jobs', 'functions', 'serverless', 'local')

/** The room of a file on a floor, or null when it is not of that floor. */
function roomOf(path: string, floor: string): string | null {
  if (floor === '.') return path.split('/')[0]!
  if (!path.startsWith(`${floor}/`)) return null
  const inside = path.slice(floor.length + 1).split('/')
  return inside.length > 1 ? inside[0]! : '.'
}

/** Arrows between the rooms of a floor, each with the imports that draw it. */
function arrowsOn(floor: string, files: readonly Source[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { path, imports } of files)
    for (const { from } of imports) {
      const [room, below] = [roomOf(path, floor), roomOf(from, floor)]
      if (room === null || below === null || room === below) continue
      const arrow = `${room} -> ${below}`
      found.set(arrow, [...(found.get(arrow) ?? []), `${path} -> ${from}`])
    }
  return found
}

const allowedOn = (floor: string) =>
  Object.entries(arrows[floor]!).flatMap(([room, standsOn], index, rooms) => {
    const above = rooms.slice(0, index).map(([each]) => each)
    const named = standsOn === '*' ? above : standsOn.split(' ').filter(Boolean)
    return named.map((below) => `${room} -> ${below}`)
  })

/** True of an arrow of a room that may import every room above it. */
const takesAll = (floor: string, arrow: string) => arrows[floor]![arrow.split(' -> ')[0]!] === '*'

/** What leads to itself: what is left when all that leads nowhere, or is led to from nowhere, is taken away. */
function circles(ways: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Set(ways.keys())
  const leads = (from: string, to: string) => left.has(from) && ways.get(from)!.includes(to)
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const each of left) {
      const down = ways.get(each)!.some((below) => left.has(below))
      if (!down || ![...left].some((other) => leads(other, each))) left.delete(each)
    }
  }
  return [...left]
}

const floors = Object.keys(arrows)

for (const floor of floors) {
  const found = arrowsOn(floor, sources)
  const rooms = Object.keys(arrows[floor]!)

  test(`floor ${floor}: every import is an arrow of the table`, () => {
    const allowed = new Set(allowedOn(floor))
    const strangers = [...found].filter(([arrow]) => !allowed.has(arrow))
    assert.deepEqual(
      strangers.flatMap(([, imports]) => imports),
      [],
    )
  })

  test(`floor ${floor}: every arrow of the table is one that imports draw`, () => {
    assert.deepEqual(
      allowedOn(floor).filter((arrow) => !takesAll(floor, arrow) && !found.has(arrow)),
      [],
    )
  })

  test(`floor ${floor}: a room stands on rooms above it in the table`, (t) => {
    const back = allowedOn(floor).filter((arrow) => {
      const [room, below] = arrow.split(' -> ') as [string, string]
      return !rooms.slice(0, rooms.indexOf(room)).includes(below)
    })
    t.diagnostic(`${rooms.length} rooms, ${found.size} arrows, ${back.length} back arrows`)
    assert.deepEqual(back, [])
  })

  test(`floor ${floor}: no circle of rooms`, (t) => {
    const ways = new Map(rooms.map((room) => [room, [] as string[]]))
    for (const arrow of found.keys()) {
      const [room, below] = arrow.split(' -> ') as [string, string]
      ways.get(room)?.push(below)
    }
    t.diagnostic(`${circles(ways).length} rooms in a circle`)
    assert.deepEqual(circles(ways), [])
  })
}

test('no circle of files', (t) => {
  const found = circles(new Map(sources.map(({ path, imports }) => [path, imports.map(({ from }) => from)])))
  t.diagnostic(`${found.length} of ${sources.length} files in a circle`)
  assert.deepEqual(found, [])
})

test('a back arrow and a circle would be seen', () => {
  const from = ['jobs/sql.ts', 'hive/table.ts'].map((path) => ({ from: path, names: [] }))
  const file: Source = { path: 'hive/contract.ts', text: '', lines: 1, imports: from, exports: [], types: [] }
  assert.deepEqual([...arrowsOn('.', [file])], [['hive -> jobs', ['hive/contract.ts -> jobs/sql.ts']]])
  assert.ok(!allowedOn('.').includes('hive -> jobs'))
  const ways = { a: ['b'], b: ['a', 'd'], c: ['a'], d: [] }
  assert.deepEqual(circles(new Map(Object.entries(ways))), ['a', 'b'])
})
