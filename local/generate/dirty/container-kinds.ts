import { gzipSync } from 'node:zlib'
import { type DirtyKind, passes, refused, set } from './kind.ts'

/** Files that are no CSV, or packed to harm. */
export const containerKinds: readonly DirtyKind[] = [
  {
    name: 'empty',
    meaning: '0 bytes',
    expected: refused('empty'),
    changeFile: () => [],
  },
  {
    name: 'xlsx',
    meaning: 'an Excel workbook named .csv',
    expected: refused('xlsx'),
    changeFile: () => [zipOf('[Content_Types].xml'), zipOf('xl/workbook.xml')],
  },
  {
    name: 'zip',
    meaning: 'a zip archive named .csv',
    expected: refused('zip'),
    changeFile: () => [zipOf('transactions.csv')],
  },
  {
    name: 'pdf',
    meaning: 'a PDF named .csv',
    expected: refused('PDF'),
    changeFile: () => [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj <</Type/Catalog>> endobj\n', 'latin1')],
  },
  {
    name: 'gzip_padded',
    meaning: 'gzip of several members with zero bytes between and after them',
    expected: passes,
    changeFile: (blocks) => [...members(blocks)].flatMap((member) => [member, Buffer.alloc(700)]),
  },
  {
    name: 'gzip_trailing',
    meaning: 'gzip with other bytes after its last member',
    expected: refused('no gzip member starts'),
    changeFile: (blocks) => [...members(blocks), Buffer.from('end of file')],
  },
  {
    name: 'gzip_bomb',
    meaning: 'a small gzip file that unpacks to several hundred times its size',
    expected: refused('ratio'),
    gzip: true,
    shape: { rows: 1000 },
    changeRow: (row) => set(row, 'merchant', ' '.repeat(60_000)),
  },
]

/** The file as gzip members of some lines each, the header by itself. */
function* members(blocks: Iterable<Buffer>): Generator<Buffer> {
  const lines = Buffer.concat([...blocks])
    .toString()
    .split(/(?<=\n)/)
  yield gzipSync(lines[0]!)
  for (let at = 1; at < lines.length; at += 100) yield gzipSync(lines.slice(at, at + 100).join(''))
}

/** A stored entry of a zip archive, as far as a reader of magic bytes looks. */
function zipOf(name: string): Buffer {
  const header = Buffer.alloc(30)
  header.write('PK\u0003\u0004', 'latin1')
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  return Buffer.concat([header, Buffer.from(name)])
}
