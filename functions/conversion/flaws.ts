/** Why a line is malformed, and what its sender looks for. */
export const flaws = {
  'wrong number of fields':
    'A comma in a value that is not in quotes, a field that is missing, or a line cut off; the number found is shown.',
  'quote inside an unquoted field': 'Put the field in quotes and double each quote in it: `"a ""b"""`.',
  'text after a closing quote':
    'Double the quotes inside a quoted field; nothing may follow the closing one.',
  'quote not closed': 'Close the quote, or double it where it belongs to the value.',
  'line too long': 'A quote that opens and never closes, or a value that does not belong there.',
  'NUL byte': 'Export the file again as text; it holds binary data or was not written to its end.',
  'carriage return without a line feed':
    'End lines in LF or CRLF; put a CR that belongs to a value in quotes.',
  'neither UTF-8 nor CP949':
    'Save the file in one of the two; the line has bytes of another encoding or was cut.',
  'not UTF-8': 'The source sends UTF-8: save the file in it.',
  'not CP949': 'The source sends CP949: save the file in it.',
  'trailer before the end of the file': 'Nothing may follow the closing line; files may have been joined.',
  'damaged gzip data': 'Test the object with `gzip -t` and transfer it again; the byte is shown.',
  'bytes that are no gzip between or after its members':
    'Leave out what stands at the byte shown, or compress the parts before they are joined.',
  'gzip data expands too much': 'Send the file plain if it is really yours.',
} as const

export type Flaw = keyof typeof flaws

/** Of a file that is accepted all the same. */
export const withoutRows = 'the file has a header and no rows'
