import { connectionFault } from '../faults.ts';
import { someText, textWithout } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';
import { sqlSource, sqlTable } from './sqlTable.ts';

/** A Postgres database, or one that speaks its protocol. Each table has either `table` or `select`. */
export const postgresKind: SourceKind = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    ...sqlSource,
  },
  table: {
    table: someText.optional().describe('The name of a table or view: public.orders'),
    select: someText.optional().describe('Or a SQL statement'),
    ...sqlTable,
  },
};
