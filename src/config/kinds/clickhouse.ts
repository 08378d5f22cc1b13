import { connectionFault } from '../faults.ts';
import { someText, textWithout } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';
import { sqlSource, sqlTable } from './sqlTable.ts';

/** A ClickHouse database, over HTTP. */
export const clickhouseKind: SourceKind = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    ...sqlSource,
  },
  table: { select: someText.describe('a SQL statement'), ...sqlTable },
};
