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
      columns: columns.map(({ name }) => ({ key: name, header: name })),
      record_delimiter: 'windows',
      escape_formulas: true,
      cast: { boolean: String, number: String, string: asWritten },
    },
  );
}

/** A number past what JavaScript can count comes as text, and is no formula for all its minus sign. */
function asWritten(value: string): string | { readonly value: string; readonly escape_formulas: boolean } {
  return /^-(?=[\d.]{16,}$)\d+(\.\d+)?$/.test(value) ? { value, escape_formulas: false } : value;
}
