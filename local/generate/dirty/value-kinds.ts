import { type DirtyKind, fails, isAffected, passes, set, vary, warns } from './kind.ts'

/** Values that try to be something else, and unusual dates. */
export const valueKinds: readonly DirtyKind[] = [
  {
    name: 'html',
    meaning: 'merchants with HTML and spreadsheet formulas',
    expected: passes,
    changeRow: vary('merchant', [
      '<script>document.title="taken"</script>',
      '"><img src=x onerror=alert(1)>',
      '=HYPERLINK("http://example.invalid","보기")',
      '&lt;b&gt; & <b>굵게</b>',
    ]),
  },
  {
    name: 'emoji',
    meaning: 'merchants with emoji and combining characters',
    expected: passes,
    encoding: 'utf8',
    changeRow: vary('merchant', ['☕ 커피 🐻', '👨‍👩‍👧 가족식당', '한글 (풀어쓴)'.normalize('NFD')]),
  },
  {
    name: 'path_like',
    meaning: 'merchants that look like paths',
    expected: passes,
    changeRow: vary('merchant', [
      '../../catalog.json',
      '/etc/hosts',
      's3://bucket/key',
      'region=서울/x',
      '%2e%2e%2f',
    ]),
  },
  {
    name: 'blank_to_the_eye',
    meaning: 'merchants of blanks other than the space: ideographic, no-break, zero-width, Hangul filler',
    expected: warns('null_merchant'),
    encoding: 'utf8',
    changeRow: vary('merchant', ['\u3000', '\u00a0', '\u200b', '\u3164', '\ufeff\u2060']),
  },
  {
    name: 'invisible_difference',
    meaning: 'regions that differ from a right one by a character that cannot be seen',
    expected: fails('domain_region'),
    encoding: 'utf8',
    changeRow: vary('region', ['\ufeff서울', '서울\u00a0', '서울\u200b', '서울'.normalize('NFD')]),
  },
  {
    name: 'nul_bytes',
    meaning: 'merchants with NUL and other control characters',
    expected: fails('malformed_line'),
    changeRow: vary('merchant', ['a\u0000b', '\u0001\u001f', '\u007f']),
  },
  {
    name: 'two_years',
    meaning: 'transactions of two years',
    expected: passes,
    shape: { from: '2023-07-01', to: '2024-06-30' },
  },
  {
    name: 'year_1900',
    meaning: 'dates of 1900',
    expected: fails('date_invalid'),
    changeRow: changeYear('1900'),
  },
  {
    name: 'year_2999',
    meaning: 'dates of 2999',
    expected: fails('date_invalid'),
    changeRow: changeYear('2999'),
  },
  {
    name: 'null_over_limit',
    meaning: 'no merchant in 2 % of the rows',
    expected: fails('null_merchant'),
    changeRow: (row, index) => (index % 50 === 0 ? set(row, 'merchant', '') : row),
  },
]

function changeYear(year: string): NonNullable<DirtyKind['changeRow']> {
  return (row, index) => (isAffected(index) ? set(row, 'transaction_date', `${year}-03-01 10:00:00`) : row)
}
