import { connectionFault } from '../faults.ts';
import { someText, textWithout } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';

/** An account of HubSpot: its token comes from the environment, so a connection is needed. */
export const hubspotKind: SourceKind = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
  },
  table: {
    object: someText.describe('contacts, companies, deals, tickets …, or the id of a custom object: 2-1234567'),
  },
};
