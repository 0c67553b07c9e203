import { contractColumnNames } from '../../../hive/input.ts'
import { unmaskedCard } from './card-number.ts'
import { type DirtyKind, passes, refused, warns } from './kind.ts'

const rename = (from: string, to: string) => (names: string[]) =>
  names.map((name) => (name === from ? to : name))

/** Files whose header or columns differ. */
export const headerKinds: readonly DirtyKind[] = [
  {
    name: 'card_in_header',
    meaning: 'a card number in clear as the name of an extra column (an invented one)',
    expected: refused('card number'),
    writeLine: (fields, index) => `${[...fields, index < 0 ? unmaskedCard(index) : ''].join(',')}\n`,
  },
  {
    name: 'reordered',
    meaning: 'columns in another order',
    expected: passes,
    writeLine: (fields) => `${fields.toReversed().join(',')}\n`,
  },
  {
    name: 'extra_columns',
    meaning: 'two more columns, memo and branch',
    expected: warns(),
    writeLine: (fields, index) =>
      `${[...fields, ...(index < 0 ? ['memo', 'branch'] : ['', '7'])].join(',')}\n`,
  },
  {
    name: 'spaced_header',
    meaning: 'blanks around the names in the header',
    expected: refused('transaction_id'),
    changeHeader: (names) => names.map((name) => ` ${name} `),
  },
  {
    name: 'missing_column',
    meaning: 'no column region',
    expected: refused('region'),
    writeLine: (fields) => `${fields.toSpliced(contractColumnNames.indexOf('region'), 1).join(',')}\n`,
  },
  {
    name: 'duplicated_column',
    meaning: 'the column amount twice',
    expected: refused('amount'),
    writeLine: (fields) => `${[...fields, fields[7]].join(',')}\n`,
  },
  {
    name: 'renamed_column',
    meaning: 'the column amount is called price',
    expected: refused('amount'),
    changeHeader: rename('amount', 'price'),
  },
  {
    name: 'upper_case_header',
    meaning: 'column names in capitals',
    expected: refused('transaction_id'),
    changeHeader: (names) => names.map((name) => name.toUpperCase()),
  },
  {
    name: 'semicolons',
    meaning: 'fields separated by semicolons',
    expected: refused('transaction_id'),
    writeLine: (fields) => `${fields.join(';')}\n`,
  },
  {
    name: 'separator_note',
    meaning: 'a first line sep=, for Excel',
    expected: refused('sep='),
    changeFile: (blocks) => [Buffer.from('sep=,\r\n'), ...blocks],
  },
  {
    name: 'no_header',
    meaning: 'rows from the first line on',
    expected: refused('transaction_id'),
    writeLine: (fields, index) => (index < 0 ? '' : `${fields.join(',')}\n`),
  },
  {
    name: 'header_only',
    meaning: 'a header without rows',
    expected: warns(),
    shape: { rows: 0 },
  },
]
