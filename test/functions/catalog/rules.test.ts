import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { crowdedStory, type Story, sleepyStory, story } from './world/story.ts'
import { loadSubject } from './world/subject.ts'
import { tell } from './world/tell.ts'

const root = join(import.meta.dirname, '../../..')
const copies = mkdtempSync(join(tmpdir(), 'rules-'))
after(() => rmSync(copies, { recursive: true }))

/** Text of the project that carries a rule, and what stands there without it. */
interface Removal {
  file: string
  text: string
  without: string
}

interface Rule {
  removals: Removal[]
  fixedSet?: boolean
  wholeUnits?: boolean
  snapshots?: boolean
  /** Stories in which the rule matters; any at all unless named. */
  stories?: fc.Arbitrary<Story>
  /** Where a story that goes wrong is found soon; one is enough, whichever it is. */
  seed?: number
}

const rules: Record<string, Rule> = {
  'R1: a retraction leaves a tombstone': {
    removals: [
      {
        file: 'functions/catalog/fold.ts',
        text: 'draft.keys[request.key] = contribution\n',
        without:
          "if (request.kind === 'retract') delete draft.keys[request.key]\n  else draft.keys[request.key] = contribution\n",
      },
    ],
  },
  'R2: a stage writes its fixed set of partitions': {
    removals: [
      {
        file: 'functions/catalog/publish-round.ts',
        text: 'names(computed.partitions) !== names(stagePartitions(stage))',
        without: 'names([]) === names(stagePartitions(stage))',
      },
    ],
    fixedSet: false,
  },
  'R3: every claim gets a new generation': {
    removals: [{ file: 'functions/catalog/claim.ts', text: '= ++stage.want', without: '= stage.want' }],
  },
  'R4: a heavy upload makes its stages due': {
    removals: [
      { file: 'functions/catalog/fold.ts', text: 'if (contribution.heavy) each.due ??= now', without: '' },
    ],
  },
  'R5: a suspect goes alone': {
    removals: [{ file: 'functions/catalog/claim.ts', text: '.slice(0, 1)', without: '' }],
  },
  'R6: new input frees what was parked': {
    removals: [{ file: 'functions/catalog/fold.ts', text: 'forgetFailures(each)\n', without: '\n' }],
    seed: 94,
  },
  'R7: a year reads each unit whole': { removals: [], wholeUnits: false, stories: crowdedStory, seed: 1 },
  'F1: a writer gives way to a newer generation': {
    removals: [
      {
        file: 'functions/catalog/publish-partition.ts',
        text: 'if (standing > generation) return null',
        without: '',
      },
    ],
  },
  'F4: what the catalog saw published is replaced unlooked only by a newer generation': {
    removals: [
      {
        file: 'functions/catalog/publish-round.ts',
        text: 'if (done >= generation) return undefined',
        without: '',
      },
    ],
    seed: 13,
  },
  'F2: a partition is replaced only as it was seen': {
    removals: [
      {
        file: 'functions/catalog/publish-partition.ts',
        text: '{ condition, metadata }',
        without: '{ metadata }',
      },
    ],
    seed: 6,
  },
  'F3: the catalog is swapped only as it was read': {
    removals: [{ file: 'functions/catalog/swap.ts', text: 'root, condition)', without: 'root)' }],
  },
  'P1: the root is swapped before pages are cleaned up': {
    removals: [
      {
        file: 'functions/sweep/clean-pages.ts',
        text: 'catalog: { ...catalog, cleanings: (catalog.cleanings ?? 0) + 1 },',
        without: 'catalog,',
      },
    ],
    stories: sleepyStory,
  },
  'P2: pages that the root names stay': {
    removals: [{ file: 'functions/sweep/clean-pages.ts', text: '...namedPages(catalog), ', without: '' }],
    stories: sleepyStory,
  },
  'S1: the tables are read before the catalog': {
    snapshots: true,
    removals: [
      {
        file: 'functions/iceberg/commit-round.ts',
        text: '  const catalog = await readCatalog(store)\n',
        without: '',
      },
      {
        file: 'functions/iceberg/commit-round.ts',
        text: '  const standings = await',
        without: '  const catalog = await readCatalog(store)\n  const standings = await',
      },
    ],
    stories: crowdedStory,
    seed: 43,
  },
  'S2: a version of a table is written once': {
    snapshots: true,
    removals: [
      {
        file: 'functions/iceberg/table-version.ts',
        text: ", metadata, { ifNoneMatch: '*' })",
        without: ', metadata)',
      },
    ],
    seed: 5,
  },
  'S3: readers are sent on only from where they were': {
    snapshots: true,
    removals: [
      {
        file: 'functions/iceberg/table-version.ts',
        text: 'String(number), { condition })',
        without: 'String(number))',
      },
    ],
    seed: 2,
  },
  'S4: Glue is moved on only from the version that was read': {
    snapshots: true,
    removals: [
      {
        file: 'functions/iceberg/table-version.ts',
        text: 'pointer?.version ?? null',
        without: '(await glue.find(snapshotName(table)))?.version ?? null',
      },
    ],
    stories: crowdedStory,
  },
}

/** A copy of the project's functions with a rule removed. */
function copyWithout(name: string, removals: readonly Removal[]): string {
  const copy = join(copies, name.slice(0, 2))
  for (const folder of ['functions', 'jobs', 'hive'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true })
  cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const { file, text, without } of removals) {
    const source = readFileSync(join(copy, file), 'utf8')
    assert.equal(source.split(text).length, 2, `${file} holds the text of ${name} once`)
    writeFileSync(join(copy, file), source.replace(text, without))
  }
  return copy
}

for (const [name, rule] of Object.entries(rules)) {
  const { removals, fixedSet = true, wholeUnits = true, snapshots = false } = rule
  const { stories = story, seed = 4 } = rule
  test(`needed: ${name}`, async () => {
    const subject = await loadSubject(copyWithout(name, removals))
    const property = fc.asyncProperty(stories, (each) =>
      tell(subject, each, { fixedSet, wholeUnits, snapshots }),
    )
    const outcome = await fc.check(property, { seed, numRuns: 3000, endOnFailure: true })
    assert.ok(outcome.failed, `no story of ${outcome.numRuns} went wrong without it`)
    const fault = outcome.errorInstance as Error
    assert.equal(fault.name, 'AssertionError', fault.stack)
  })
}
