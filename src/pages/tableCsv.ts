import { stringify } from 'csv-stringify/sync';
import type { Table } from '../types.ts';

/**
 * A table as CSV for spreadsheets: every row, values unrounded, NULL as an empty field. UTF-8 with a byte order mark
 * (Excel takes it for Latin without), CRLF (RFC 4180), and an apostrophe before a text that a spreadsheet would run as a
 * formula; numbers are left alone.
 */
export function tableCsv({ columns, rows }: Table): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      bom: true,
      header: true,
      columns: columns.map(({ name }) => ({ key: name, header: asText(name) })),
      record_delimiter: 'windows',
      cast: {
        boolean: String,
        number: String,
        string: (value, { header, index }) => {
          // A number past what JavaScript can count comes as text.
          const isNumber = columns[index]?.type === 'number' && /^-?\d+(?:\.\d+)?$/.test(value);
          return header || isNumber ? value : asText(value);
        },
      },
    },
  );
}

/**
 * A text that a spreadsheet takes for one. It would run what begins with = + - or @, with their wide and small forms, also
 * behind blanks, line ends and signs that nobody sees, which some programs take away first.
 */
function asText(value: string): string {
  const seen = value
    .normalize('NFKC')
    .replace(/^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/u, '');
  return /^[\t\r]/.test(value) || /^[=+\-@\u2212]/.test(seen) ? `'${value}` : value;
}
