import type { Grain } from '../../jobs/stages.ts'
import { file, line } from '../functions/conversion/csv-text.ts'
import { emrCalls } from './emr/memory-emr.ts'

/** Rows of the first days of one month, `2024-03`: numbers first to last, amounts told apart by `amount`. */
export function csvOf(month: string, first: number, last: number, amount: number, days = 28): string {
  const rows = Array.from({ length: last - first + 1 }, (_, index) => {
    const number = first + index
    const day = String((number % days) + 1).padStart(2, '0')
    return line({
      transaction_id: `T${month}-${number}`,
      transaction_date: `${month}-${day} 12:00:${String(number % 60).padStart(2, '0')}`,
      card_no: `****-****-****-${String(number).padStart(4, '0')}`,
      merchant: `상점${number % 4}`,
      sub_category: '편의점',
      amount: String(amount + number),
      region: ['서울', '부산', '대구'][number % 3]!,
    })
  })
  return file(rows).toString()
}

/** The files of a story, the settings under which it happens, and where it is hit. */
export interface Story {
  /** What a call of its is named in the table. */
  call: string
  /** Published before it begins. */
  first: string
  /** The upload whose run is hit. */
  correction: string
  next: string
  /** From the correction to the next upload; a run that paused has lost its claims by then. */
  minutes: number
  settings: { EMR: 'on' | 'off'; HEAVY_ROWS: string; GRAIN: Grain }
  /** In how many of the eight ways a call is hit. */
  ways(call: string): 0 | 1 | 2 | 8
}

/** A correction of a published month; every stage runs on Lambda. */
export const lightStory: Story = {
  call: 'a call',
  first: csvOf('2024-03', 1, 20, 1000),
  correction: csvOf('2024-03', 11, 30, 5000),
  next: csvOf('2024-03', 26, 35, 9000),
  minutes: 180,
  settings: { EMR: 'off', HEAVY_ROWS: '1000000', GRAIN: 'month' },
  ways: () => 2,
}

/** The same in three days of the month. */
export const daysStory: Story = {
  ...lightStory,
  call: 'a call of a run of days',
  first: csvOf('2024-03', 1, 20, 1000, 3),
  correction: csvOf('2024-03', 11, 30, 5000, 3),
  next: csvOf('2024-03', 26, 35, 9000, 3),
  settings: { ...lightStory.settings, GRAIN: 'day' },
  ways: () => 1,
}

const april = csvOf('2024-04', 1, 10, 7000)

/**
 * The same with a heavy upload: its checks, its month and then the years run on EMR, its other month on Lambda. The
 * upload after it is light: its month waits for the night, unless the heavy one left it due.
 */
export const heavyStory: Story = {
  ...lightStory,
  call: 'a call of the heavy path',
  correction: `${lightStory.correction}${april.slice(april.indexOf('\n') + 1)}`,
  minutes: 400,
  settings: { EMR: 'on', HEAVY_ROWS: '25', GRAIN: 'month' },
  ways: (call) => (isEmr(call) ? 8 : /^(submit-step|check-step|collect-|terminate-)/.test(call) ? 1 : 0),
}

const isEmr = (call: string) => emrCalls.includes(call.split(' ')[1]!)
