import * as z from 'zod';
import { oneOrMany, someText } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';

/** Files in a folder. `connection` is optional: its `_ROOT` variable names the folder that paths start from. */
export const filesKind: SourceKind = {
  source: {},
  table: {
    files: oneOrMany(someText).describe('a glob, or a list of globs'),
    format: z
      .enum(['csv', 'tsv', 'json', 'ndjson', 'parquet', 'duckdb'])
      .optional()
      .describe("Else by the file's ending"),
    delimiter: z.string().length(1).optional().describe('The character between two values'),
    header: z.boolean().optional().describe('false where the first line is data already'),
    null_text: z.string().optional().describe('The text that stands for no value'),
    table: someText.optional().describe('The table of a DuckDB file'),
  },
};
