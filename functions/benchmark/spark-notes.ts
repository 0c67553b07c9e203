import { details, type Measured } from '../../jobs/benchmark/variants.ts'
import { downloadOutput } from '../emr/download-output.ts'
import { type DuckDbSession, readRows, withDuckDb } from '../runtime/duckdb.ts'
import { benchmarkKey, optimizedPrefix } from '../storage/layout.ts'
import { mustRead, type ObjectStore } from '../storage/store.ts'
import type { StoredBenchmark } from './benchmark-year.ts'
import { writeBenchmarkReport } from './report.ts'
import type { Size } from './transfer.ts'

/** The moment a test began, as Spark noted it; the last note is the end. */
interface Note {
  test_name: string
  /** Milliseconds since 1970. */
  started: bigint
  row_count: bigint
}

/** Adds what Spark measured to the run's object of benchmark_report; returns its key. */
export async function collectBenchmark(store: ObjectStore, execution: string): Promise<{ report: string }> {
  const { measured, startedAt } = await mustRead<StoredBenchmark>(store, benchmarkKey(execution))
  return withDuckDb(async (session) => {
    const spark = await readSparkNotes(store, session, `${optimizedPrefix}spark/`)
    const all = [...measured, ...spark]
    return { report: await writeBenchmarkReport(store, session, execution, startedAt, all) }
  })
}

/** What Spark measured, from its notes and the objects it left under a prefix that ends with a slash. */
async function readSparkNotes(
  store: ObjectStore,
  session: DuckDbSession,
  prefix: string,
): Promise<Measured[]> {
  await downloadOutput(store, session, prefix, 'notes')
  const notes = await readRows<Note>(session.connection, 'SELECT * FROM notes ORDER BY started')
  const sizes = new Map<string, Size>()
  for await (const { key, bytes } of store.list(prefix)) {
    if (bytes === 0) continue
    const folder = key.slice(prefix.length).split('/')[0]!
    const size = sizes.get(folder) ?? { files: 0, bytes: 0 }
    sizes.set(folder, { files: size.files + 1, bytes: size.bytes + bytes })
  }
  return measureNotes(notes, sizes)
}

/** Each test took until the next began; pure. */
export function measureNotes(notes: readonly Note[], sizes: ReadonlyMap<string, Size>): Measured[] {
  const rows = Math.max(0, ...notes.map(({ row_count }) => Number(row_count)))
  return notes.slice(0, -1).map(({ test_name, started, row_count }, index) => ({
    engine: 'spark',
    test_name,
    elapsed_sec: Number(notes[index + 1]!.started - started) / 1000,
    // writing tests write all rows
    row_count: Number(row_count) || rows,
    ...(sizes.get(folderOf(test_name)) ?? { files: 0, bytes: 0 }),
    detail: details[test_name] ?? test_name,
  }))
}

/** Folder that a test reads or writes: `write_day` → `day`. */
const folderOf = (test: string) => test.replace(/^(write|one_day)_|_read$/g, '')
