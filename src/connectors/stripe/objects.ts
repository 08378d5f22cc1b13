import type Stripe from 'stripe';
import type { ApiRow } from '../shared/apiRow.ts';

export interface StripePage {
  readonly data: readonly ApiRow[];
  readonly has_more: boolean;
  readonly lastResponse: { readonly headers: Readonly<Record<string, string>> };
}

/** What the client's resources have in common. */
interface StripeResource {
  list(params: ApiRow): Promise<StripePage>;
  retrieve(id: string, params: ApiRow): Promise<ApiRow>;
}

export interface StripeObject {
  /** What Stripe calls one of them. */
  readonly name: string;
  readonly of: (stripe: Stripe) => unknown;
  /** The events that tell of changes; none where Stripe sends none. */
  readonly events: readonly string[];
  /** Without which a list leaves some out. */
  readonly listed?: ApiRow;
}

/** The objects that can be a table, by the name that their list has in Stripe's API. */
export const stripeObjects: Readonly<Record<string, StripeObject>> = {
  balance_transactions: { name: 'balance_transaction', of: (stripe) => stripe.balanceTransactions, events: [] },
  charges: { name: 'charge', of: (stripe) => stripe.charges, events: ['charge.*'] },
  checkout_sessions: {
    name: 'checkout.session',
    of: (stripe) => stripe.checkout.sessions,
    events: ['checkout.session.*'],
  },
  coupons: { name: 'coupon', of: (stripe) => stripe.coupons, events: ['coupon.*'] },
  credit_notes: { name: 'credit_note', of: (stripe) => stripe.creditNotes, events: ['credit_note.*'] },
  customers: { name: 'customer', of: (stripe) => stripe.customers, events: ['customer.*'] },
  disputes: { name: 'dispute', of: (stripe) => stripe.disputes, events: ['charge.dispute.*'] },
  invoiceitems: { name: 'invoiceitem', of: (stripe) => stripe.invoiceItems, events: ['invoiceitem.*'] },
  invoices: { name: 'invoice', of: (stripe) => stripe.invoices, events: ['invoice.*', 'invoice_payment.*'] },
  payment_intents: { name: 'payment_intent', of: (stripe) => stripe.paymentIntents, events: ['payment_intent.*'] },
  payouts: { name: 'payout', of: (stripe) => stripe.payouts, events: ['payout.*'] },
  plans: { name: 'plan', of: (stripe) => stripe.plans, events: ['plan.*'] },
  prices: { name: 'price', of: (stripe) => stripe.prices, events: ['price.*'] },
  products: { name: 'product', of: (stripe) => stripe.products, events: ['product.*'] },
  refunds: { name: 'refund', of: (stripe) => stripe.refunds, events: ['refund.*', 'charge.refund.*'] },
  subscriptions: {
    name: 'subscription',
    of: (stripe) => stripe.subscriptions,
    events: ['customer.subscription.*'],
    listed: { status: 'all' },
  },
  transfers: { name: 'transfer', of: (stripe) => stripe.transfers, events: ['transfer.*'] },
};

/** The client's types of each resource differ in what is of no interest here: rows are read by the names of columns. */
export function stripeResource(stripe: Stripe, { of }: Pick<StripeObject, 'of'>): StripeResource {
  return of(stripe) as StripeResource;
}
