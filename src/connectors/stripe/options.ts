import * as z from 'zod';
import { connectionFault } from '../../schema/faults.ts';
import { oneOrMany, someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** An account of Stripe: its key comes from the environment, so a connection is needed. */
export const stripeOptions = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
  },
  table: {
    object: z
      .enum([
        'balance_transactions',
        'charges',
        'checkout_sessions',
        'coupons',
        'credit_notes',
        'customers',
        'disputes',
        'invoiceitems',
        'invoices',
        'payment_intents',
        'payouts',
        'plans',
        'prices',
        'products',
        'refunds',
        'subscriptions',
        'transfers',
      ])
      .describe("the list of Stripe's API"),
    expand: oneOrMany(someText).optional().describe('Objects to bring whole where Stripe gives only their ids'),
  },
} as const satisfies ConnectorOptions;

export type StripeOptions = OptionsOf<typeof stripeOptions>;
