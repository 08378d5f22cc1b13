import type { SourceTable } from '../../types.ts';

/** The events of objects that stand within others, by the name of the member that holds them. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  charge: ['charge.*'],
  coupon: ['coupon.*'],
  customer: ['customer.updated', 'customer.deleted'],
  default_payment_method: ['payment_method.*'],
  dispute: ['charge.dispute.*'],
  invoice: ['invoice.*'],
  latest_charge: ['charge.*'],
  latest_invoice: ['invoice.*'],
  payment_intent: ['payment_intent.*'],
  payment_method: ['payment_method.*'],
  payout: ['payout.*'],
  plan: ['plan.*'],
  price: ['price.*'],
  product: ['product.*'],
  subscription: ['customer.subscription.*'],
};

/** Objects that Stripe gives whole without being asked. */
const WHOLE = ['coupon', 'plan', 'price'];

/**
 * The events that tell when another object changes that stands within a table's own, by `expand` or by itself: the table's own
 * events then do not. Null where an expanded object has none.
 */
export function embeddedEvents({ options, columns }: SourceTable): readonly string[] | null {
  const { expand = [] } = options;
  const expanded = (Array.isArray(expand) ? expand : [expand]).flatMap((path) => membersOf(String(path)));
  const within = Object.keys(columns).flatMap((column) => membersOf(column).slice(0, -1));
  const names = [...expanded, ...within.filter((name) => WHOLE.includes(name))];
  if (names.some((name) => !Object.hasOwn(EVENTS, name) && !LISTS.includes(name))) return null;
  return [...new Set(names.flatMap((name) => EVENTS[name] ?? []))].sort();
}

/** Lists of parts that belong to the object itself. */
const LISTS = ['items', 'lines', 'discounts', 'discount', 'refunds'];

/** "items.data.0.price.id" → items, price, id. */
function membersOf(path: string): readonly string[] {
  return path.split('.').filter((name) => name !== 'data' && !/^\d+$/.test(name));
}
