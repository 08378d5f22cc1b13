/** What a list or an object is asked with; of `expand` and `created` Stripe takes lists and members. */
export type StripeParams = Readonly<
  Record<string, string | number | readonly string[] | Readonly<Record<string, number>>>
>;

export interface StripeObject {
  /** What Stripe calls one of them. */
  readonly name: string;
  /** Where their list is: "checkout/sessions". */
  readonly path: string;
  /** The events that tell of changes; none where Stripe sends none. */
  readonly events: readonly string[];
  /** Without which a list leaves some out. */
  readonly listed?: StripeParams;
}

/** The objects that can be a table, by the name that their list has in Stripe's API. */
export const stripeObjects: Readonly<Record<string, StripeObject>> = {
  balance_transactions: { name: 'balance_transaction', path: 'balance_transactions', events: [] },
  charges: { name: 'charge', path: 'charges', events: ['charge.*'] },
  checkout_sessions: {
    name: 'checkout.session',
    path: 'checkout/sessions',
    events: ['checkout.session.*'],
  },
  coupons: { name: 'coupon', path: 'coupons', events: ['coupon.*'] },
  credit_notes: { name: 'credit_note', path: 'credit_notes', events: ['credit_note.*'] },
  customers: { name: 'customer', path: 'customers', events: ['customer.*'] },
  disputes: { name: 'dispute', path: 'disputes', events: ['charge.dispute.*'] },
  invoiceitems: { name: 'invoiceitem', path: 'invoiceitems', events: ['invoiceitem.*'] },
  invoices: { name: 'invoice', path: 'invoices', events: ['invoice.*', 'invoice_payment.*'] },
  payment_intents: { name: 'payment_intent', path: 'payment_intents', events: ['payment_intent.*'] },
  payouts: { name: 'payout', path: 'payouts', events: ['payout.*'] },
  plans: { name: 'plan', path: 'plans', events: ['plan.*'] },
  prices: { name: 'price', path: 'prices', events: ['price.*'] },
  products: { name: 'product', path: 'products', events: ['product.*'] },
  refunds: { name: 'refund', path: 'refunds', events: ['refund.*', 'charge.refund.*'] },
  subscriptions: {
    name: 'subscription',
    path: 'subscriptions',
    events: ['customer.subscription.*'],
    listed: { status: 'all' },
  },
  transfers: { name: 'transfer', path: 'transfers', events: ['transfer.*'] },
};
