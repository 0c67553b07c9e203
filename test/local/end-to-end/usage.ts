import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readHistory } from '../../../functions/run/executions.ts'
import { readEvents } from '../../../functions/run/history.ts'
import { addUpHistory } from '../../../functions/run/run-usage.ts'
import { sumOf } from '../../../local/bench/run-requests.ts'
import { withWorkerCpu } from '../../../local/bench/worker-cpu.ts'
import { cloud } from './cloud.ts'
import { deliver, keyOf } from './deliver.ts'
import { assertTables, enter } from './ledger.ts'
import { inputCsv, passingRows } from './rows.ts'

/** What a run used: calls of functions, transitions, requests to S3 by price, CPU seconds of the functions. */
type Usage = Record<'calls' | 'transitions' | 'gets' | 'puts' | 'cpu', number>

/** The same run by the last release. */
const released = JSON.parse(readFileSync(join(import.meta.dirname, 'released.json'), 'utf8')) as Usage

/** How much more than the last release a run may use before that must be meant. */
const margin = 1.1

const year = Array.from({ length: 12 }, (_, month) => `2023-${String(month + 1).padStart(2, '0')}`)

test('a year of rows takes no more calls and requests than in the last release', () =>
  withWorkerCpu(cloud.folder, async (cpu) => {
    const rows = passingRows(5000, 41, year)
    const { delivery } = await deliver('year.csv', inputCsv(rows))
    assert.equal(delivery.state, 'published', delivery.because)
    enter(keyOf('year.csv'), delivery.upload, rows)
    const history = readEvents(await readHistory(delivery.upload))
    const { invocations, transitions, gets, puts } = addUpHistory([history])
    const used: Usage = {
      calls: invocations,
      transitions,
      gets,
      puts,
      cpu: sumOf(cpu.between(history.startedAt!, history.lastAt!)),
    }
    for (const name of Object.keys(released) as (keyof Usage)[])
      console.log(`${name}: ${Number(used[name].toFixed(1))}, released ${released[name]}`)
    // time is of the machine, and so it is only told
    for (const name of ['calls', 'transitions', 'gets', 'puts'] as const)
      assert.ok(used[name] <= released[name] * margin, `${used[name]} ${name}, released ${released[name]}`)
    await assertTables()
  }))
