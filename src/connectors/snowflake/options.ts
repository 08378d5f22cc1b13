import { connectionFault } from '../../schema/faults.ts';
import { someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';
import { sqlSource, sqlTable } from '../shared/sqlOptions.ts';

/** A Snowflake account. */
export const snowflakeOptions = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    ...sqlSource,
  },
  table: { select: someText.describe('a SQL statement'), ...sqlTable },
} as const satisfies ConnectorOptions;

export type SnowflakeOptions = OptionsOf<typeof snowflakeOptions>;
