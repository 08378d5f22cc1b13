import { connectionFault } from '../../schema/faults.ts';
import { someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';
import { sqlSource, sqlTable } from '../shared/sqlOptions.ts';

/** A Postgres database, or one that speaks its protocol. Each table has either `table` or `select`. */
export const postgresOptions = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    ...sqlSource,
  },
  table: {
    table: someText.optional().describe('The name of a table or view: public.orders'),
    select: someText.optional().describe('Or a SQL statement'),
    ...sqlTable,
  },
} as const satisfies ConnectorOptions;

export type PostgresOptions = OptionsOf<typeof postgresOptions>;
