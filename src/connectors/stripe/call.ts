import type { Place } from '../../types.ts';
import type { ConnectRequest } from '../connector.ts';
import { apiAddress } from '../shared/apiAddress.ts';
import { type ApiRow, isApiRow, valueAt } from '../shared/apiRow.ts';
import { askJson, type JsonAnswer, type JsonService, RefusedByService } from '../shared/jsonService.ts';
import { secretsOf } from '../shared/secrets.ts';
import type { StripeObject, StripeParams } from './objects.ts';

/** The edition of Stripe's API that the names of columns are of, whatever the account's own is. */
const EDITION = '2026-10-28.endive';
const TIMEOUT_MS = 90_000;

export interface StripePage {
  readonly data: readonly ApiRow[];
  readonly hasMore: boolean;
  /** Stripe's own time at this answer, seconds since 1970; undefined where it does not say. */
  readonly atSeconds: number | undefined;
}

/** Stripe's API, asked with the account's key. */
export function stripeService({ source, effects, budget }: Omit<ConnectRequest, 'projectRoot'>): JsonService {
  const secrets = secretsOf(source, effects.env, ['API_KEY']);
  return {
    ...{ name: 'Stripe', kind: 'stripe', budget, secrets, timeoutMs: TIMEOUT_MS },
    base: apiAddress(source, effects.env, 'https://api.stripe.com'),
    headers: () => ({ authorization: `Bearer ${secrets.get('API_KEY')}`, 'stripe-version': EDITION }),
    said: (body) => valueAt(body, 'error.message'),
  };
}

/** A page of a list. One that says that more follows, and has nothing itself, is asked for again. */
export async function listPage(
  service: JsonService,
  { path }: Pick<StripeObject, 'path'>,
  { params, place }: { readonly params: StripeParams; readonly place: Place },
): Promise<StripePage> {
  const isWhole = (answer: JsonAnswer): boolean => {
    const { data, hasMore } = pageOf(answer);
    return data !== undefined && (data.length > 0 || !hasMore);
  };
  const answer = await askJson(service, { path: `/v1/${path}?${queryOf(params)}`, place, isWhole });
  const { data = [], hasMore } = pageOf(answer);
  const ms = Date.parse(answer.headers['date'] ?? '');
  return { data, hasMore, atSeconds: Number.isNaN(ms) ? undefined : Math.floor(ms / 1000) };
}

/** An object as it is now; `deleted` where it has no page of its own any more. */
export async function retrieve(
  service: JsonService,
  { path, id }: { readonly path: string; readonly id: string },
  { params, place }: { readonly params: StripeParams; readonly place: Place },
): Promise<ApiRow> {
  const own = `/v1/${path}/${encodeURIComponent(id)}?${queryOf(params)}`;
  try {
    const { body } = await askJson(service, { path: own, place, isWhole: ({ body }) => isApiRow(body) });
    return body as ApiRow;
  } catch (error) {
    if (error instanceof RefusedByService && valueAt(error.body, 'error.code') === 'resource_missing')
      return { deleted: true };
    throw error;
  }
}

function pageOf({ body }: JsonAnswer) {
  const data = valueAt(body, 'data');
  return { data: Array.isArray(data) ? data.filter(isApiRow) : undefined, hasMore: valueAt(body, 'has_more') === true };
}

/** expand[0]=data.customer&created[gte]=1767225600 */
function queryOf(params: StripeParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'object') query.set(name, String(value));
    else for (const [member, one] of Object.entries(value)) query.set(`${name}[${member}]`, String(one));
  }
  return query;
}
