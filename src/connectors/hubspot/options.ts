import { connectionFault } from '../../schema/faults.ts';
import { someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** An account of HubSpot: its token comes from the environment, so a connection is needed. */
export const hubspotOptions = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
  },
  table: {
    object: someText.describe('contacts, companies, deals, tickets …, or the id of a custom object: 2-1234567'),
  },
} as const satisfies ConnectorOptions;

export type HubspotOptions = OptionsOf<typeof hubspotOptions>;
