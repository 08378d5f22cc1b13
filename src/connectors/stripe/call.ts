import Stripe from 'stripe';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { connectionFault, type Fault, faultOf, withRetries } from '../shared/retryPolicy.ts';
import type { Secrets } from '../shared/secrets.ts';
import { hintOfStatus } from '../shared/whatToDo.ts';
import type { StripePage } from './objects.ts';

class HollowPage extends Error {}

export function refuseHollow(page: StripePage): StripePage {
  if (page.has_more && page.data.length === 0) throw new HollowPage();
  return page;
}

/** Makes a call through Stripe's client, with retries; what Stripe says against it is told at the place. */
export async function call<T>(
  { budget, secrets }: { readonly budget: CallBudget; readonly secrets: Secrets },
  place: Place,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await withRetries(work, { budget, classify: stripeFault });
  } catch (error) {
    const isTheirs = error instanceof Stripe.errors.StripeError || error instanceof HollowPage;
    if (!isTheirs && connectionFault(error) === undefined) throw error;
    const said = secrets.scrub(error instanceof Error ? error.message : '').replaceAll(/\s+/g, ' ');
    const status = error instanceof Stripe.errors.StripeError ? (error.statusCode ?? 0) : 0;
    const message = `Stripe did not give what was asked for. ${said}`.trim();
    throw new ProblemsError([{ ...place, message, ...hintOfStatus(status, 'stripe') }]);
  }
}

function stripeFault(error: unknown): Fault {
  if (error instanceof HollowPage) return { isLater: true, why: 'a page came without rows' };
  if (error instanceof Stripe.errors.StripeConnectionError) return { isLater: true, why: 'the connection failed' };
  if (error instanceof Stripe.errors.StripeAPIError && error.statusCode === undefined)
    return { isLater: true, why: 'the answer was not whole' };
  return faultOf(error);
}
