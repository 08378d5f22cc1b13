import * as z from 'zod';
import { connectionFault } from '../../schema/faults.ts';
import { textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** An account of Zendesk: its name and secrets come from the environment, so a connection is needed. */
export const zendeskOptions = {
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
} as const satisfies ConnectorOptions;

export type ZendeskOptions = OptionsOf<typeof zendeskOptions>;
