import iconv from 'iconv-lite'
import { type DirtyKind, fails, isAffected, passes, refused, vary } from './kind.ts'

const mark = Buffer.from([0xef, 0xbb, 0xbf])

/** Files in other encodings and with other line ends. */
export const encodingKinds: readonly DirtyKind[] = [
  {
    name: 'bom',
    meaning: 'a byte order mark before the header',
    expected: passes,
    changeFile: function* (blocks) {
      yield mark
      yield* blocks
    },
  },
  {
    name: 'bom_inside',
    meaning: 'a byte order mark before every seventh record, as joined files have',
    expected: passes,
    encodeLine: (line, index) => Buffer.from(index % 7 === 3 ? `\ufeff${line}` : line),
  },
  {
    name: 'crlf',
    meaning: 'lines end in CR LF',
    expected: passes,
    writeLine: (fields) => `${fields.join(',')}\r\n`,
  },
  {
    name: 'mixed_line_ends',
    meaning: 'every third line ends in CR LF, the others in LF',
    expected: passes,
    writeLine: (fields, index) => `${fields.join(',')}${index % 3 === 0 ? '\r\n' : '\n'}`,
  },
  {
    name: 'cp949',
    meaning: 'CP949 with syllables that EUC-KR has not (똠, 햏, 뷁)',
    expected: passes,
    encoding: 'cp949',
    changeRow: vary('merchant', ['똠얌하우스', '아햏햏노래방', '뷁식당']),
  },
  {
    name: 'mixed_encodings',
    meaning: 'every other line in CP949, the rest in UTF-8',
    expected: passes,
    encodeLine: (line, index) => (index % 2 === 0 ? iconv.encode(line, 'cp949') : Buffer.from(line)),
  },
  {
    name: 'utf16',
    meaning: 'UTF-16 with its byte order mark',
    expected: refused('UTF-16'),
    encodeLine: (line, index) => Buffer.from(index < 0 ? `\ufeff${line}` : line, 'utf16le'),
  },
  {
    name: 'undecodable',
    meaning: 'lines with bytes that are neither UTF-8 nor CP949',
    expected: fails('malformed_line'),
    encodeLine: (line, index) =>
      isAffected(index)
        ? Buffer.concat([Buffer.from([0xff, 0xfe, 0xff]), Buffer.from(line)])
        : Buffer.from(line),
  },
]
