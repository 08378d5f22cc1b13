import type { GoogleDriveOptions } from './options.ts';

/** How a Google Sheet is exported: as XLSX, which keeps the values as they are, unless the table asks for its text. */
const EXPORTS = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** The format that a Google Sheet is read in, and Drive's name of it. */
export function exportOf({ format }: Pick<GoogleDriveOptions, 'format'>) {
  const wanted = format !== undefined && format in EXPORTS ? (format as keyof typeof EXPORTS) : 'xlsx';
  return { format: wanted, mimeType: EXPORTS[wanted] };
}
