import * as z from 'zod';
import { connectionFault } from '../faults.ts';
import { textWithout } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';

/** An account of Zendesk: its name and secrets come from the environment, so a connection is needed. */
export const zendeskKind: SourceKind = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
  },
  table: {
    object: z
      .enum([
        'brands',
        'groups',
        'organizations',
        'satisfaction_ratings',
        'ticket_fields',
        'ticket_forms',
        'ticket_metric_events',
        'ticket_metrics',
        'tickets',
        'users',
      ])
      .describe("the records of Zendesk's API"),
  },
};
