import * as z from 'zod';
import { connectionFault } from '../../schema/faults.ts';
import { someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** An org of Salesforce: its address and secrets come from the environment, so a connection is needed. */
export const salesforceOptions = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
  },
  table: {
    select: someText.describe('a SOQL query'),
    api: z.enum(['rest', 'bulk']).optional().describe('Else bulk for more than 50,000 records'),
  },
} as const satisfies ConnectorOptions;

export type SalesforceOptions = OptionsOf<typeof salesforceOptions>;
