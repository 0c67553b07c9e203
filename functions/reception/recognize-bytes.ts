/** First bytes of files that are no CSV, and what people call them. */
const signatures: readonly { bytes: readonly number[]; name: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], name: 'an empty zip archive' },
  { bytes: [0x50, 0x4b, 0x07, 0x08], name: 'a part of a zip archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Office file (xls, doc, hwp)' },
  { bytes: [0x09, 0x00, 0x04, 0x00], name: 'an old Excel sheet (xls, BIFF2)' },
  { bytes: [0x09, 0x02, 0x06, 0x00], name: 'an old Excel sheet (xls, BIFF3)' },
  { bytes: [0x09, 0x04, 0x06, 0x00], name: 'an old Excel sheet (xls, BIFF4)' },
  { bytes: [0x09, 0x08, 0x08, 0x00], name: 'an old Excel sheet (xls, BIFF5)' },
  { bytes: [0x09, 0x08, 0x10, 0x00], name: 'an old Excel sheet (xls, BIFF8)' },
  { bytes: [0x50, 0x41, 0x52, 0x31], name: 'a Parquet file' },
  { bytes: [0x50, 0x41, 0x52, 0x45], name: 'an encrypted Parquet file' },
  { bytes: [...Buffer.from('ARROW1')], name: 'an Arrow (Feather) file' },
  { bytes: [0x4f, 0x62, 0x6a, 0x01], name: 'an Avro file' },
  { bytes: [0x4f, 0x52, 0x43], name: 'an ORC file' },
  { bytes: [0x42, 0x5a, 0x68], name: 'a bzip2 file' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'an xz file' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'a zstd file' },
  { bytes: [0x04, 0x22, 0x4d, 0x18], name: 'an lz4 file' },
  { bytes: [0x02, 0x21, 0x4c, 0x18], name: 'an lz4 file of an old kind' },
  { bytes: [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50], name: 'a snappy file' },
  { bytes: [0x78, 0x01], name: 'a zlib file (deflate)' },
  { bytes: [0x78, 0x9c], name: 'a zlib file (deflate)' },
  { bytes: [0x78, 0xda], name: 'a zlib file (deflate)' },
  { bytes: [0x1f, 0x9d], name: 'a file of compress (.Z)' },
  { bytes: [0x1f, 0xa0], name: 'a file of compress (.Z)' },
  { bytes: [...Buffer.from('LZIP')], name: 'an lzip file' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], name: 'a 7z archive' },
  { bytes: [0x52, 0x61, 0x72, 0x21], name: 'a RAR archive' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG image' },
  { bytes: [0xff, 0xd8, 0xff], name: 'a JPEG image' },
  { bytes: [0x47, 0x49, 0x46, 0x38], name: 'a GIF image' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], name: 'a program' },
  { bytes: [...Buffer.from('SQLite format 3')], name: 'an SQLite database' },
  { bytes: [...Buffer.from('-----BEGIN ')], name: 'an encrypted or signed text (PGP, PEM)' },
]

/** Parts that only Office's zip archives hold, in the order of their certainty. */
const officeParts: readonly [string, string][] = [
  ['xl/', 'an Excel workbook (xlsx)'],
  ['word/', 'a Word document (docx)'],
  ['ppt/', 'a PowerPoint file (pptx)'],
  ['[Content_Types].xml', 'an Office file (xlsx, docx)'],
  ['opendocument.spreadsheet', 'an OpenDocument spreadsheet (ods)'],
  ['opendocument', 'an OpenDocument file'],
  ['hwp+zip', 'a Hancom document (hwpx)'],
]

/** Name of the file type that the first bytes show, or null when they may be text. */
export function recognizeFile(head: Uint8Array): string | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  const known = signatures.find((signature) => signature.bytes.every((byte, index) => bytes[index] === byte))
  if (known?.name === 'a zip archive') {
    return officeParts.find(([part]) => bytes.includes(part))?.[1] ?? known.name
  }
  if (isTar(bytes)) return 'a tar archive'
  if (isSkippableFrame(bytes)) return 'a zstd or lz4 file'
  return known?.name ?? recognizeMarkup(bytes)
}

const tarBlock = 512
/** Where the sum over a tar header stands in it, in octal digits. */
const tarSum = { at: 148, bytes: 8 }

/** By the sum over its first header, which archives of every age have. */
function isTar(bytes: Buffer): boolean {
  if (bytes.length < tarBlock || bytes[0] === 0) return false
  const { at, bytes: width } = tarSum
  const noted = /^ *([0-7]+)[ \0]/.exec(bytes.toString('latin1', at, at + width))
  const summed = bytes.subarray(0, tarBlock).reduce((sum, byte) => sum + byte, 0)
  const own = bytes.subarray(at, at + width).reduce((sum, byte) => sum + byte, 0)
  return noted !== null && Number.parseInt(noted[1]!, 8) === summed - own + width * 0x20
}

/** A frame of data for programs, which may come before the first frame of either format. */
const isSkippableFrame = (bytes: Buffer) =>
  bytes.length > 4 && (bytes.readUInt32LE() & 0xfffffff0) >>> 0 === 0x184d2a50

/** What the first words of a text say about it. */
const beginnings: readonly [RegExp, string][] = [
  [
    /^<(!doctype html|html|head|body|table|meta|style|script|title|link|div|center|font|form|p|br|t[rdh]|h[1-6]|!--)\b/,
    'an HTML page (card sites name such tables .xls or .csv)',
  ],
  [/^<[?!/]?[a-z]/, 'an XML document'],
  [
    /^(mime-version:|from: <saved by|content-type: (multipart|text\/html)|snapshot-content-location:)/,
    'a web archive (MHTML)',
  ],
  [/^(\{\s*["}]|\[\s*([{["\]]|-?[0-9]|null\b|true\b|false\b))/, 'a JSON file'],
  [/^%pdf-/, 'a PDF document'],
  [/^\{\\rtf/, 'an RTF document'],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS, not the file it stands for'],
  [/^id;p/, 'a spreadsheet in SYLK (.slk)'],
]

const recognizeMarkup = (bytes: Buffer): string | null => {
  const text = firstWords(bytes)
  return beginnings.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** True when the first line tells Excel the separator (`sep=,`) and is no header. */
export const startsWithSeparator = (head: Uint8Array): boolean =>
  /^"?sep=/.test(firstWords(Buffer.from(head.subarray(0, 256))))

const firstWords = (bytes: Buffer) =>
  bytes
    .toString('latin1', 0, 256)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase()

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** Name of an encoding that is neither UTF-8 nor CP949, by byte order mark or by its zero bytes; null for none. */
export function recognizeWideEncoding(head: Uint8Array): string | null {
  const [a, b, c, d] = head
  if (a === 0xff && b === 0xfe)
    return c === 0 && d === 0 ? 'UTF-32 (little endian)' : 'UTF-16 (little endian)'
  if (a === 0xfe && b === 0xff) return 'UTF-16 (big endian)'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32 (big endian)'
  const zeros = [0, 0, 0, 0]
  const looked = Math.min(head.length & ~3, 256)
  for (let at = 0; at < looked; at++) if (head[at] === 0) zeros[at & 3]!++
  const [first, second, third, fourth] = zeros.map((count) => count > looked / 10)
  if (!first && second && !third && fourth) return 'UTF-16 (little endian)'
  if (first && !second && third && !fourth) return 'UTF-16 (big endian)'
  if (!first && second && third && fourth) return 'UTF-32 (little endian)'
  if (first && second && third && !fourth) return 'UTF-32 (big endian)'
  return null
}
