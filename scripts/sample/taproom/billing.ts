import { type StripeRecord, type StripeStandIn, startStripe } from '../../standins/stripe.ts';
import type { Random } from '../random.ts';
import { type Bill, billsOf } from './billsOf.ts';
import type { TaproomPart } from './part.ts';
import { type CompanyLife, randomOf, type Stretch, utcSecond, type World } from './world.ts';

const MORNING = 9 * 3600;
const DAY_SECONDS = 86_400;
/** On this day, counted from the last, the bank of most cards was out of reach. */
const BANK_TROUBLE = { from: 131, to: 129 };

/** The billing system: a stand-in Stripe account with subscriptions (one per stretch of an unchanged amount) and charges. */
export const serveBilling: TaproomPart = async (world) => {
  const charges = world.lives.flatMap((life) => chargesOf(life, world));
  const unpaid = unpaidContracts(charges);
  const subscriptions = world.lives.flatMap(({ stretches }) => stretches.map((each) => subscriptionOf(each, unpaid)));
  const stripe = await startStripe({ objects: { subscriptions: listed(subscriptions), charges: listed(charges) } });
  restate(stripe, 'customer.subscription.updated', subscriptions);
  restate(stripe, 'charge.updated', charges);
  const environment = { BILLING_API_KEY: stripe.apiKey, BILLING_URL: stripe.url };
  return { environment, close: () => stripe.close() };
};

/**
 * A second run over the same output may meet another world than the first. So many objects count as changed that all of
 * them are read again, and the two are not mixed.
 */
function restate(stripe: StripeStandIn, type: string, objects: readonly StripeRecord[]): void {
  const now = Math.floor(Date.now() / 1000);
  for (const [index, object] of objects.entries()) if (index % 10 === 0) stripe.tell(type, object, now);
}

type Listed = readonly StripeRecord[] & { indexOfId(id: string): number };

/** Oldest first, with a way from an id to its place. */
function listed(records: readonly StripeRecord[]): Listed {
  const sorted = records.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  const places = new Map(sorted.map(({ id }, index) => [id, index]));
  return Object.assign(sorted, { indexOfId: (id: string) => places.get(id) ?? -1 });
}

function subscriptionOf(stretch: Stretch, unpaid: ReadonlySet<string>): StripeRecord {
  const { id, contract, companyId, plan, interval, devices, unitCents, isTrial, from, to } = stretch;
  const start = utcSecond(from, MORNING);
  const end = to === undefined ? null : utcSecond(to, MORNING);
  const running = isTrial ? 'trialing' : unpaid.has(contract) ? 'past_due' : 'active';
  return {
    id,
    object: 'subscription',
    created: start,
    customer: companyId.replace('acct', 'cus'),
    status: end === null ? running : 'canceled',
    start_date: start,
    ended_at: end,
    trial_start: isTrial ? start : null,
    items: {
      object: 'list',
      data: [{ quantity: devices, price: { nickname: plan, unit_amount: unitCents, recurring: { interval } } }],
    },
    metadata: { account_id: companyId, contract },
  };
}

/** Each bill is tried up to three times; customers who are about to leave often do not pay their last ones. */
function chargesOf(life: CompanyLife, { calendar }: World): readonly StripeRecord[] {
  const { company, stretches } = life;
  const random = randomOf('charges', company.number);
  const isByTransfer = company.segment === 'Chain' || (company.segment === 'Group' && random.chance(0.3));
  const charges: StripeRecord[] = [];
  const add = (bill: Bill, day: number, isPaid: boolean, random: Random): void => {
    if (day > calendar.last) return;
    const refund = isPaid && random.chance(0.012) ? (random.chance(0.4) ? 1 : 0.25) : 0;
    charges.push({
      id: `ch_${company.id.slice(5)}_${String(charges.length + 1).padStart(4, '0')}`,
      object: 'charge',
      created: utcSecond(day, MORNING + random.between(0, 6 * 3600)),
      amount: bill.cents,
      amount_refunded: Math.round(bill.cents * refund),
      currency: 'usd',
      customer: company.id.replace('acct', 'cus'),
      status: isPaid ? 'succeeded' : 'failed',
      payment_method_details: { type: isByTransfer ? 'us_bank_account' : 'card' },
      metadata: {
        account_id: company.id,
        contract: bill.contract,
        due_on: new Date(bill.dueOn * DAY_SECONDS * 1000).toISOString().slice(0, 10),
      },
    });
  };
  for (const bill of billsOf(company, stretches, calendar, isByTransfer ? 30 : 0)) {
    const left = bill.endsOn === undefined ? Number.POSITIVE_INFINITY : bill.endsOn - bill.on;
    const isTrouble = bill.on >= calendar.last - BANK_TROUBLE.from && bill.on <= calendar.last - BANK_TROUBLE.to;
    const refusal = (isTrouble ? 0.5 : 0.045 + 0.08 * (1 - company.fondness)) + (left < 70 ? 0.3 : 0);
    if (isByTransfer) {
      const day = bill.dueOn - 12 + Math.floor(random.logNormal(11, 0.6));
      if (!random.chance(left < 70 ? 0.3 : 0.004)) add(bill, Math.max(bill.on + 1, day), true, random);
      continue;
    }
    const tries = [0, 3, 7].map((wait) => bill.on + wait);
    let isPaid = false;
    for (const [index, day] of tries.entries()) {
      if (isPaid) break;
      isPaid = !random.chance(index === 0 ? refusal : left < 70 ? 0.8 : 0.5);
      add(bill, day, isPaid, random);
    }
  }
  return charges;
}

/** Contracts whose latest charge failed. */
function unpaidContracts(charges: readonly StripeRecord[]): ReadonlySet<string> {
  const latest = new Map<string, string>();
  for (const charge of charges) {
    const { contract } = charge['metadata'] as { readonly contract: string };
    latest.set(contract, String(charge['status']));
  }
  return new Set([...latest].filter(([, status]) => status === 'failed').map(([contract]) => contract));
}
