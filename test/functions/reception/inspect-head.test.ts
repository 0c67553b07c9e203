import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { headReasons } from '../../../functions/reception/head-reasons.ts'
import { headBytes, inspectHead } from '../../../functions/reception/inspect-head.ts'
import { contractColumnNames } from '../../../hive/input.ts'
import { tarHeader } from '../../../local/generate/dirty/container-kinds.ts'
import { file, header, lines } from '../conversion/csv-text.ts'

const inspect = (bytes: Uint8Array, size = bytes.length) => inspectHead(bytes.subarray(0, headBytes), size)
const renamed = (from: string, to: string) => header.replace(from, to)
const rows = lines(20)
const withHeader = (text: string) => Buffer.from([text, ...rows].join('\n'))

test('a plain file is accepted', () => {
  assert.deepEqual(inspect(file(rows)), {
    format: {
      compression: 'none',
      headerBytes: header.length + 1,
      headerLines: 1,
      columns: contractColumnNames,
      warnings: [],
    },
  })
})

const accepted: [name: string, bytes: Buffer, expected: object][] = [
  [
    'byte order mark',
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file(rows)]),
    { headerBytes: 4 + header.length },
  ],
  ['CRLF', file(rows, '\r\n'), { headerBytes: header.length + 2 }],
  ['gzip', gzipSync(file(rows)), { compression: 'gzip', headerBytes: header.length + 1 }],
  [
    'blank lines first',
    Buffer.concat([Buffer.from('\r\n\n'), file(rows)]),
    { headerBytes: header.length + 4, headerLines: 3 },
  ],
  ['header only', file([]), { headerBytes: header.length + 1 }],
  ['header only, without a line end', Buffer.from(header), { headerBytes: header.length }],
  ['quoted names', withHeader(header.replaceAll(/\w+/g, '"$&"')), { columns: contractColumnNames }],
  [
    'other order',
    withHeader(contractColumnNames.toReversed().join(',')),
    { columns: contractColumnNames.toReversed() },
  ],
  [
    'extra columns',
    Buffer.from(`${header},memo,\n${rows.map((row) => `${row},a,b`).join('\n')}`),
    { warnings: ['extra columns are not carried: memo, (no name)'] },
  ],
  [
    'extra column named in CP949',
    Buffer.concat([
      iconv.encode(`${header},비고\n`, 'cp949'),
      Buffer.from(rows.map((row) => `${row},a`).join('\n')),
    ]),
    { warnings: ['extra columns are not carried: 비고'] },
  ],
]
for (const [name, bytes, expected] of accepted)
  test(`accepted: ${name}`, () => {
    const verdict = inspect(bytes)
    assert.ok('format' in verdict, JSON.stringify(verdict))
    assert.partialDeepStrictEqual(verdict.format, expected)
  })

const tar = tarHeader('transactions.csv', 0, 'ustar')

const wide = (text: string) =>
  Buffer.concat([...text].map((each) => Buffer.from([each.charCodeAt(0), 0, 0, 0])))

const refused: [name: string, bytes: Buffer, reason: RegExp][] = [
  ['0 bytes', Buffer.alloc(0), /^the file is empty \(0 bytes\)/],
  ['blank lines only', Buffer.from('\n\r\n'), /only blank lines/],
  ['zip', Buffer.from('PK\x03\x04 readme.txt'), /a zip archive/],
  ['xlsx', Buffer.from('PK\x03\x04..[Content_Types].xml..xl/workbook.xml'), /an Excel workbook/],
  ['pdf', Buffer.from('%PDF-1.7'), /a PDF document/],
  ['html', Buffer.from('\n<!DOCTYPE html><html>'), /an HTML page/],
  ['html table named xls', Buffer.from('\ufeff<table border=1><tr><td>일시'), /an HTML page \(card sites/],
  ['html of Excel', Buffer.from('<meta http-equiv=Content-Type><table>'), /an HTML page/],
  ['web archive', Buffer.from('MIME-Version: 1.0\r\nX-Document-Type: Workbook'), /a web archive \(MHTML\)/],
  ['tar', tar, /a tar archive/],
  ['tar without a mark', tarHeader('transactions.csv', 0), /a tar archive/],
  ['zstd after a skippable frame', Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]), /a zstd or lz4 file/],
  ['zlib', deflateSync(file(rows)), /a zlib file/],
  ['unknown binary data', Buffer.from([0x8b, 0x00, 0x13, 0x0a, 0x00]), /binary data of no type/],
  ['lz4, old', Buffer.from([0x02, 0x21, 0x4c, 0x18, 0x64]), /an lz4 file of an old kind/],
  ['docx', Buffer.from('PK\x03\x04..[Content_Types].xml..word/document.xml'), /a Word document/],
  ['hwpx', Buffer.from('PK\x03\x04....mimetypeapplication/hwp+zip'), /a Hancom document/],
  [
    'ods',
    Buffer.from('PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
    /OpenDocument spread/,
  ],
  ['avro', Buffer.from('Obj\x01\x04\x14avro.codec'), /an Avro file/],
  ['orc', Buffer.from('ORC\x08\x03'), /an ORC file/],
  ['pdf after a mark', Buffer.from('\ufeff\n%PDF-1.4'), /a PDF document/],
  ['json of numbers', Buffer.from('[1,2]'), /a JSON file/],
  ['json of texts', Buffer.from('\ufeff[\n  "a"]'), /a JSON file/],
  ['json of nothing', Buffer.from('[ null ]'), /a JSON file/],
  ['xml', Buffer.from('<?xml version="1.0"?><rows>'), /an XML document/],
  ['xml without a declaration', Buffer.from('\n<rows><row>'), /an XML document/],
  [
    'xml of Excel',
    Buffer.from('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
    /an XML document/,
  ],
  ['html of rows', Buffer.from('<TR><TD>일시'), /an HTML page/],
  ['saved mail', Buffer.from('Content-Type: text/html; charset=euc-kr'), /a web archive/],
  [
    'Git LFS',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0'),
    /a pointer of Git LFS/,
  ],
  ['zero bytes', Buffer.alloc(9000), /first 9,000 bytes are all zero/],
  ['UTF-32 without a mark', wide(header), /UTF-32 \(little endian\)/],
  [
    'UTF-32 with a mark',
    Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), wide(header)]),
    /UTF-32 \(little endian\)/,
  ],
  ['a note to Excel in capitals', Buffer.from(`SEP=\t\r\n${header}\n`), /note to Excel/],
  ['gzip of tar', gzipSync(tar), /a tar archive/],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4, 0]), /a zstd file/],
  ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x64]), /an lz4 file/],
  ['compress', Buffer.from([0x1f, 0x9d, 0x90]), /compress \(\.Z\)/],
  ['xls, OLE', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /an old Office file/],
  ['xls, BIFF', Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06]), /an old Excel sheet/],
  ['parquet', Buffer.from('PAR1\x15\x04'), /a Parquet file/],
  ['a note to Excel', Buffer.from(`sep=,\n${header}\n`), /note to Excel \(sep=…\)/],
  ['a quoted note to Excel', Buffer.from(`\ufeff"sep=;"\r\n${header}\n`), /note to Excel/],
  ['json lines', Buffer.from('{"transaction_id":1}\n{"transaction_id":2}\n'), /a JSON file/],
  ['json', Buffer.from('[{"transaction_id":1}]'), /a JSON file/],
  ['zip inside gzip', gzipSync(Buffer.from('PK\x03\x04 readme.txt')), /a zip archive/],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${header}`, 'utf16le'), /UTF-16 \(little endian\)/],
  ['UTF-16 without a mark', Buffer.from(header, 'utf16le'), /UTF-16 \(little endian\)/],
  ['UTF-16, big endian', Buffer.from(header, 'utf16le').swap16(), /UTF-16 \(big endian\)/],
  ['semicolons', withHeader(header.replaceAll(',', ';')), /separated by semicolons/],
  ['tabs', withHeader(header.replaceAll(',', '\t')), /separated by tabs/],
  ['lines end with CR', Buffer.from(`${header}\r${rows.join('\r')}\r`), /lines end with CR alone/],
  ['no header', Buffer.from(rows.join('\n')), /does not have the columns/],
  ['a header of 70 KB', Buffer.from('a'.repeat(70_000)), /line too long/],
  [
    'no row fits the header',
    Buffer.from([header, ...rows.map((row) => `${row},x`)].join('\n')),
    new RegExp(`no row has the ${contractColumnNames.length} fields`),
  ],
  ['damaged gzip', Buffer.concat([gzipSync(file(rows)).subarray(0, 10), Buffer.alloc(50, 7)]), /damaged/],
  ['gzip bomb', gzipSync(Buffer.alloc(30_000_000, 0x20)), /expands more than 200 times/],
  ['a card number as a name', withHeader(renamed('region', '4111111111111111')), /card number in clear/],
  ['a card number as an extra name', withHeader(`${header},3782 822463 10005`), /card number in clear/],
  ['a card number over several names', withHeader(`${header},4111,1111,1111,1111`), /card number in clear/],
  [
    'gzip with other bytes behind',
    Buffer.concat([gzipSync(file(rows)), Buffer.from('end')]),
    /no gzip member starts/,
  ],
  ['gzip of nothing', gzipSync(Buffer.alloc(0)), /empty after decompression/],
  ['a header in EUC-JP', Buffer.from([0x8f, 0xff, 0xff, 0x2c, 0x41, 0x0a]), /header line is neither/],
  ['gzip in gzip', gzipSync(gzipSync(file(rows))), /gzip within gzip/],
]
for (const [name, bytes, reason] of refused)
  test(`refused: ${name}`, () => {
    const verdict = inspect(bytes)
    assert.ok('problem' in verdict)
    assert.match(verdict.problem.reason, reason)
    assert.match(verdict.problem.remedy, /\.$/)
  })

const tooLarge: [string, Buffer, number, string][] = [
  [
    'plain',
    file(rows),
    107_374_182_401,
    'the file has 107,374,182,401 bytes; at most 107,374,182,400 are read',
  ],
  [
    'gzip',
    gzipSync(file(rows)),
    2_147_483_649,
    'the gzip file has 2,147,483,649 bytes; at most 2,147,483,648 are read',
  ],
]
for (const [name, bytes, size, reason] of tooLarge)
  test(`a ${name} file that is too large is refused, both sizes named`, () => {
    const verdict = inspect(bytes, size)
    assert.equal('problem' in verdict && verdict.problem.reason, reason)
  })

test('every reason of the door but that of keys and sizes has a file above', () => {
  const reasons = refused.map(([, bytes]) => {
    const verdict = inspect(bytes)
    return 'problem' in verdict ? verdict.problem.reason : ''
  })
  const pattern = (says: string) =>
    new RegExp(`^${says.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+')}$`)
  const unseen = Object.entries(headReasons).filter(
    ([, { says }]) => !reasons.some((each) => pattern(says).test(each)),
  )
  assert.deepEqual(
    unseen.map(([name]) => name),
    ['cardInKey', 'tooLarge', 'gzipTooLarge'],
  )
})

const differences: [name: string, text: string, problems: string[]][] = [
  ['missing', renamed('region', 'memo'), ['missing: region', 'not in the contract: memo']],
  ['case', renamed('region', 'Region'), ['column 11 is "Region", expected "region"']],
  ['spaces', renamed('card_no', ' card_no'), ['column 3 is " card_no", expected "card_no"']],
  [
    'a letter that looks the same',
    renamed('amount', '\u0430mount'),
    ['missing: amount', 'not in the contract: \u0430[U+0430]mount'],
  ],
  ['twice', `${header},region`, ['more than once: region']],
]
for (const [name, text, problems] of differences)
  test(`header difference shown: ${name}`, () => {
    const verdict = inspect(withHeader(text))
    assert.deepEqual('problem' in verdict && verdict.problem.details, problems)
  })

test('refused by size alone', () => {
  assert.ok('problem' in inspect(file(rows), 107_374_182_401))
  assert.ok('problem' in inspect(gzipSync(file(rows)), 2_147_483_649))
})
