import { policy } from '../../../hive/policy.ts'
import { type DirtyKind, fails, passes, set, vary } from './kind.ts'

const quoteAll = (fields: string[]) =>
  `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\n`

/** Files whose lines and quotes are unusual. */
export const lineKinds: readonly DirtyKind[] = [
  {
    name: 'quoted',
    meaning: 'every field in quotes; merchants with commas and quotes',
    expected: passes,
    changeRow: vary('merchant', ['김밥, 떡볶이', '"원조" 국밥', '","', ',']),
    writeLine: quoteAll,
  },
  {
    name: 'quoted_newline',
    meaning: 'merchants with line breaks inside their quotes',
    expected: passes,
    changeRow: vary('merchant', ['첫째 줄\n둘째 줄', '하나\r\n둘', '\n']),
  },
  {
    name: 'no_final_newline',
    meaning: 'the last line has no line end',
    expected: passes,
    changeFile: (blocks) => cutEnd(blocks, 1),
  },
  {
    name: 'cut_last_line',
    meaning: 'the last line is cut off, as after an interrupted copy',
    expected: fails('malformed_line'),
    changeFile: (blocks) => cutEnd(blocks, 40),
  },
  {
    name: 'long_line',
    meaning: `a line longer than ${policy.limits.lineBytes} bytes`,
    expected: fails('malformed_line'),
    changeRow: (row, index) =>
      index === 9 ? set(row, 'merchant', 'x'.repeat(policy.limits.lineBytes + 1)) : row,
  },
  {
    name: 'long_value',
    meaning: 'a merchant of 30,000 characters',
    expected: passes,
    changeRow: (row, index) => (index === 9 ? set(row, 'merchant', 'y'.repeat(30_000)) : row),
  },
]

/** All but the last bytes of a file. */
function* cutEnd(blocks: Iterable<Buffer>, bytes: number): Generator<Buffer> {
  let held = Buffer.alloc(0)
  for (const block of blocks) {
    const known = Buffer.concat([held, block])
    yield known.subarray(0, -bytes)
    held = known.subarray(-bytes)
  }
}
