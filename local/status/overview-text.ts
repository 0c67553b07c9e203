import { styleText } from 'node:util'
import { writeCommand } from '../../functions/run/advice.ts'
import { formatDollars } from '../../functions/run/cost.ts'
import { describeMismatches } from '../../functions/sweep/live-keys.ts'
import { count, duration } from '../terminal/wording.ts'
import type { Overview, StageLine, UploadLine } from './overview.ts'

const shown = 10
const troubled = new Set(['failed', 'rejected', 'received', 'pending', 'folded'])

/** The overview as lines for people. */
export function describeOverview({ uploads, stages, runs, mismatches }: Overview): string {
  const open = uploads.listed.filter(({ state }) => troubled.has(state)).toReversed()
  return [
    heading('Uploads'),
    ...counts(uploads.byState, `none yet; ${writeCommand('upload', 'FILE')}`),
    ...describeQuarantine(uploads),
    ...open.slice(0, shown).map(describeUpload),
    ...more(open.length, 'uploads'),
    ...describeMismatches(mismatches).map((line) => `  ${line}`),
    heading('Stages'),
    ...counts(stages.byState, 'none yet'),
    ...stages.open.slice(0, shown).map(describeStage),
    ...more(stages.open.length, 'stages'),
    ...nextStep(stages.open),
    heading('Recent runs'),
    ...(runs.length ? [] : ['  none yet']),
    ...runs.slice(0, shown).map(({ run, status, startedAt, seconds, dollars }) => {
      const cost = (dollars === undefined ? '' : formatDollars(dollars)).padStart(8)
      return `  ${status.padEnd(9)}  ${clock(startedAt)}  ${duration(seconds).padStart(10)}  ${cost}  ${run}`
    }),
    '',
    `${writeCommand('status', 'UPLOAD')} explains one; --json lists more.`,
  ].join('\n')
}

const describeQuarantine = ({ quarantined, quarantines }: Overview['uploads']) =>
  quarantined === 0
    ? []
    : [
        `  ${count(quarantined)} rows are quarantined: ${writeCommand('query', 'SELECT * FROM quarantined_txn')}`,
        ...quarantines
          .slice(0, shown)
          .map(({ key, upload, rows }) => `    ${count(rows)} of ${upload}  (${key})`),
        ...more(quarantines.length, 'uploads'),
      ]

const heading = (text: string) => `\n${styleText('bold', text)}`

function counts(byState: Record<string, number>, none: string): string[] {
  const present = Object.entries(byState).filter(([, number]) => number > 0)
  return present.length
    ? [`  ${present.map(([state, number]) => `${count(number)} ${state}`).join(', ')}`]
    : [`  ${none}`]
}

const describeUpload = ({ upload, state, because, key }: UploadLine) =>
  `  ${state.padEnd(9)}  ${upload}  ${because}  (${key})`

function describeStage({ stage, state, rows, failures, failure, claimedBy }: StageLine): string {
  const notes = [
    `${count(rows)} rows published`,
    ...(claimedBy ? [`in ${claimedBy}`] : []),
    ...(failures ? [`failed ${failures === 1 ? 'once' : `${failures} times`}: ${failure}`] : []),
  ]
  return `  ${state.padEnd(9)}  ${stage.padEnd(15)}  ${notes.join(', ')}`
}

const more = (total: number, what: string) =>
  total > shown ? [`  … and ${count(total - shown)} more ${what}`] : []

function nextStep(open: StageLine[]): string[] {
  if (!open.some(({ state }) => state === 'deferred' || state === 'parked' || state === 'expired')) return []
  return [`  deferred, parked and expired stages are taken at 02:00 KST; now: ${writeCommand('nightly')}`]
}

/** `11-22 17:05:09`, local time. */
function clock(iso: string): string {
  const moment = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`
}
