import * as z from 'zod';
import { someText } from '../schema/fields.ts';

/** What a table says of its files, wherever they lie. */
export const fileKeys = {
  format: z
    .enum(['csv', 'tsv', 'json', 'ndjson', 'parquet', 'duckdb', 'xlsx'])
    .optional()
    .describe("Else by the file's ending"),
  delimiter: z.string().length(1).optional().describe('The character between two values'),
  header: z.boolean().optional().describe('false where the first line is data already'),
  null_text: z.string().optional().describe('The text that stands for no value'),
  short_rows: z
    .enum(['refuse', 'pad'])
    .optional()
    .describe('Rows of a CSV that lack their last values: refuse, which is the default, or pad with NULL'),
  table: someText.optional().describe('The table of a DuckDB file'),
  sheet: someText.optional().describe('The sheet of an XLSX file; else its first'),
  range: z
    .string()
    .regex(/^[A-Za-z]{1,3}([1-9]\d*)?(:[A-Za-z]{1,3}([1-9]\d*)?)?$/, 'is to be like B3:F, A3 or A:F')
    .optional()
    .describe('The cells of an XLSX file, the header first: B3:F, A3, A:F'),
} as const;

export type FileOptions = Readonly<z.output<z.ZodObject<typeof fileKeys>>>;
export type FileFormat = NonNullable<FileOptions['format']>;
