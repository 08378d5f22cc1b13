import * as z from 'zod';
import { fileKeys } from '../../formats/fileOptions.ts';
import { someText } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

const param = someText.describe("the name of the address's parameter");
const size = {
  size_param: someText.optional().describe('The parameter that asks for so many records'),
  size: z.int().min(1).optional().describe('How many records to ask for'),
};

const paging = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('next_link'),
    path: someText.optional().describe('Where the answer holds it; the header Link where absent'),
  }),
  z.strictObject({ kind: z.literal('page'), param, first: z.int().min(0).optional(), ...size }),
  z.strictObject({ kind: z.literal('offset'), param, ...size }),
  z.strictObject({ kind: z.literal('cursor'), param, path: someText.describe('where the answer holds it'), ...size }),
]);

const since = z
  .strictObject({
    param,
    format: z.enum(['iso', 'date', 'unix', 'unix_ms', 'number']).optional().describe('Default iso'),
    overlap_minutes: z.number().min(0).optional().describe('Default 60'),
    deleted: someText.optional().describe('The field that is set where a record is gone'),
    total: someText
      .optional()
      .describe('Where an answer that is asked without the parameter holds the number of records'),
  })
  .refine(({ deleted, total }) => deleted !== undefined || total !== undefined, {
    error: 'Nothing would tell of records that are gone. Add "deleted", a field; or "total", the number of records.',
  });

/** An address that answers with JSON, CSV, TSV or a JSON object per line. */
export const httpOptions = {
  source: {
    auth: z.enum(['none', 'token', 'header']).optional().describe('Which variable holds the secret; default none'),
  },
  table: {
    url: someText.describe("an address, or what follows the connection's _URL"),
    format: z.enum(['json', 'csv', 'tsv', 'ndjson']).optional().describe('Default json'),
    records: someText.optional().describe('Where a JSON answer holds the list of records; it is one where absent'),
    query: z.record(someText, z.union([z.string(), z.number(), z.boolean()])).optional(),
    headers: z.record(someText, z.string()).optional().describe('Sent as they are; no secrets'),
    paging: paging.optional(),
    total: someText.optional().describe('Where a JSON answer holds the number of records of all pages'),
    since: since.optional(),
    delimiter: z.string().length(1).optional().describe('The character between two values of a CSV'),
    header: z.boolean().optional().describe('false where the first line is data already'),
    short_rows: fileKeys.short_rows,
    null_text: z.string().optional().describe('The text that stands for no value'),
  },
} as const satisfies ConnectorOptions;

export type HttpOptions = OptionsOf<typeof httpOptions>;
export type Paging = z.output<typeof paging>;
