import { type DirtyKind, refused, set } from './kind.ts'

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
    name: 'gzip_bomb',
    meaning: 'a small gzip file that unpacks to several hundred times its size',
    expected: refused('ratio'),
    gzip: true,
    shape: { rows: 1000 },
    changeRow: (row) => set(row, 'merchant', ' '.repeat(60_000)),
  },
]

/** A stored entry of a zip archive, as far as a reader of magic bytes looks. */
function zipOf(name: string): Buffer {
  const header = Buffer.alloc(30)
  header.write('PK\u0003\u0004', 'latin1')
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  return Buffer.concat([header, Buffer.from(name)])
}
