import * as z from 'zod';
import type { ConnectorOptions } from '../connectors/connectorOptions.ts';
import { connectors } from '../connectors/registry.ts';
import { connectionFault, durationFault, waitFault } from '../schema/faults.ts';
import { listOf, oneOrMany, someText, sqlNameField, textWithout } from '../schema/fields.ts';
import { fileName } from '../schema/names.ts';
import { extractTypeFault } from './duckdbType.ts';

const duration = textWithout(durationFault);

const tableKeys = {
  columns: z
    .record(someText, textWithout(extractTypeFault))
    .describe('the columns that an extract holds, with their DuckDB types'),
  key: oneOrMany(someText).optional().describe('The column, or columns, that tell rows apart'),
  cursor: someText.optional().describe('Its highest value is what the data is "as of"'),
  freshness: z
    .strictObject({ warn: duration.optional(), error: duration.optional() })
    .optional()
    .describe('Age from which the data is late, or too old to show: 36h, 3d'),
  max_bad_rows: z.number().min(0).max(1).optional().describe('The share of bad rows that is set aside; default 0'),
  may_be_empty: z
    .literal(true)
    .optional()
    .describe('It may lose all its rows; else editions that rest on it are then held'),
  keep: duration.optional().describe('How long what each pull changed is kept; default: not at all'),
};

const sourceKeys = {
  brands: listOf(textWithout(fileName)).optional().describe('Whose data this is'),
  brand_column: someText
    .optional()
    .describe('The column that says whose a row is, where one source serves several brands'),
  connection: textWithout(connectionFault).optional().describe('Prefix of its environment variables'),
  limits: z
    .strictObject({
      calls: z.int().min(1).optional().describe('Calls that one pull may make; default: as many as it takes'),
      wait: textWithout(waitFault).optional().describe('How long one pull may wait in all; default 10m'),
    })
    .optional()
    .describe('What one pull may use'),
};

const tableFile = z.strictObject(tableKeys);
export type SourceTableFile = z.output<typeof tableFile>;
export type SourceFile = z.output<z.ZodObject<typeof sourceKeys>> & {
  readonly kind: string;
  readonly tables: Readonly<Record<string, SourceTableFile>>;
};

/** The schema of queries/sources/<source>.yml for one kind of source. */
export function sourceSchema(kind: string, { source, table }: ConnectorOptions) {
  return z.strictObject({
    kind: z.literal(kind).describe('the kind of system'),
    ...sourceKeys,
    ...source,
    tables: z
      .record(sqlNameField, z.strictObject({ ...tableKeys, ...table }))
      .describe('its tables, as SQL calls them'),
  });
}

/** Every kind's source file, for editors. */
export const anySourceSchema = z.union(
  Object.entries(connectors).map(([name, { options }]) => sourceSchema(name, options)),
);

/** What is particular to the kind, of a table and of its source. */
export function kindOptions(source: SourceFile, table: SourceTableFile): Readonly<Record<string, unknown>> {
  const known = new Set(['kind', 'tables', ...Object.keys(sourceKeys), ...Object.keys(tableKeys)]);
  const entries = [...Object.entries(source), ...Object.entries(table)];
  return Object.fromEntries(entries.filter(([key]) => !known.has(key)));
}
