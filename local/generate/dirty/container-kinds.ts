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
    name: 'html_table',
    meaning: 'an HTML table named .csv or .xls, as card sites give it',
    expected: refused('HTML'),
    changeFile: (blocks) => [Buffer.from('\ufeff<html><head></head><table><tr><td>'), ...blocks],
  },
  {
    name: 'mhtml',
    meaning: 'a web archive, what Excel saves as a single web page',
    expected: refused('MHTML'),
    changeFile: (blocks) => [
      Buffer.from('MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n'),
      ...blocks,
    ],
  },
  {
    name: 'json',
    meaning: 'the rows as JSON',
    expected: refused('JSON'),
    changeFile: () => [Buffer.from('[\n  {"transaction_id": "TXN0000000001", "amount": 1000}\n]\n')],
  },
  {
    name: 'tar',
    meaning: 'a tar archive, without the mark that older programs do not write',
    expected: refused('tar'),
    changeFile: (blocks) => {
      const content = Buffer.concat([...blocks])
      return [tarHeader('transactions.csv', content.length), content]
    },
  },
  {
    name: 'tar_gzip',
    meaning: 'a tar archive in gzip (.tgz)',
    expected: refused('tar'),
    gzip: true,
    changeFile: (blocks) => {
      const content = Buffer.concat([...blocks])
      return [tarHeader('transactions.csv', content.length, 'ustar'), content]
    },
  },
  {
    name: 'zstd',
    meaning: 'compressed with zstd, after a frame to be skipped',
    expected: refused('zstd'),
    changeFile: () => [
      Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]),
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x00]),
    ],
  },
  {
    name: 'lz4',
    meaning: 'compressed with lz4',
    expected: refused('lz4'),
    changeFile: () => [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7])],
  },
  {
    name: 'zeros',
    meaning: 'zero bytes alone, as a transfer leaves that broke off',
    expected: refused('zero'),
    changeFile: (blocks) => [Buffer.alloc(Buffer.concat([...blocks]).length)],
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

/** The header of a file in a tar archive. */
export function tarHeader(name: string, bytes: number, mark = ''): Buffer {
  const header = Buffer.alloc(512)
  header.write(name)
  header.write('0000644\0', 100)
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124)
  header.write(' '.repeat(8), 148)
  header.write(mark, 257)
  const sum = header.reduce((total, byte) => total + byte)
  header.write(`${sum.toString(8).padStart(6, '0')}\0`, 148)
  return header
}

/** A stored entry of a zip archive, as far as a reader of magic bytes looks. */
function zipOf(name: string): Buffer {
  const header = Buffer.alloc(30)
  header.write('PK\u0003\u0004', 'latin1')
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  return Buffer.concat([header, Buffer.from(name)])
}
