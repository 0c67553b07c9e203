import { flaws } from '../../functions/conversion/flaws.ts'
import { columnProblems, headReasons, headWarnings } from '../../functions/reception/head-reasons.ts'
import { qualityChecks } from '../../hive/checks.ts'
import { plain, table } from './markdown.ts'

/** Every message that a file can get, as a part of docs/input.md: the texts of the code, what differs between files as `…`. */
export const renderMessages = (): string =>
  [
    'At the door, with what the report, the message and the command line say to do:',
    table(
      ['message', 'what to do'],
      Object.values(headReasons).map(({ says, remedy }) => [open(says), open(remedy)]),
    ),
    'Under a header that does not fit, one line for each difference:',
    list(Object.values(columnProblems)),
    'Of a line that is malformed (check `malformed_line`), with its number and its masked text:',
    table(['reason', 'what to look for'], Object.entries(flaws)),
    'Of the rows, a check each: `<check>: <number>: <what counts>; first in line …`, then up to 20 lines with column and masked value.',
    table(
      ['check', 'what counts'],
      qualityChecks.map(({ name, counts }) => [`\`${name}\``, plain(counts)]),
    ),
    'Of a file that is accepted all the same, as a warning:',
    list(Object.values(headWarnings)),
  ].join('\n\n')

const open = (text: string) => text.replace(/\{\w+\}/g, '…')
const list = (texts: readonly string[]) => texts.map((text) => `- ${open(text)}`).join('\n')
