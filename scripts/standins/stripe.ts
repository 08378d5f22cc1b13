import { randomUUID } from 'node:crypto';
import {
  type ApiFaults,
  type ApiRecords,
  type ApiReply,
  type ApiRequest,
  type ApiStandIn,
  startApiStandIn,
} from './apiStandIn.ts';

export interface StripeRecord {
  readonly id: string;
  readonly object: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly [field: string]: unknown;
}

interface StripeEvent extends StripeRecord {
  readonly type: string;
  readonly data: { readonly object: object };
}

/** Millions of records need a way from an id to its place. */
type Records = ApiRecords<StripeRecord> & { indexOfId?(id: string): number };

export interface StripeOptions extends ApiFaults {
  /** By the name of the list in the API's addresses: "customers". */
  readonly objects: Record<string, Records>;
}

export interface StripeStandIn extends ApiStandIn {
  readonly apiKey: string;
  readonly events: StripeEvent[];
  /** Stripe sends an event for what happens to an object: this is how a test makes one. */
  tell(type: string, object: object, created: number): void;
}

/**
 * A stand-in for Stripe on loopback. It follows these pages of Stripe's API reference: "Authentication", "Errors",
 * "Pagination", "Expanding responses", "List all events", "The event object", and the list and retrieve pages of each object:
 * lists are newest first, 100 to a page at most; events are kept for 30 days. Anything else answers 404.
 */
export async function startStripe(options: StripeOptions): Promise<StripeStandIn> {
  const apiKey = `sk_test_${randomUUID().replaceAll('-', '')}`;
  const events: StripeEvent[] = [];
  const now = options.now ?? Date.now;
  const recent = (): Records => events.filter((event) => event.created > now() / 1000 - 30 * 86_400);
  const standIn = await startApiStandIn(options, {
    isSignedIn: ({ headers }) => headers.authorization === `Bearer ${apiKey}`,
    refusal: (status, { headers }) =>
      refusal(status, status === 401 ? `Invalid API Key provided: ${headers.authorization?.slice(7)}` : 'Try again.'),
    answer: (request) => {
      const [, , name = '', id] = request.path.replace('checkout/sessions', 'checkout_sessions').split('/');
      const records = name === 'events' ? recent() : options.objects[name];
      if (records === undefined) return refusal(404, `Unrecognized request URL (GET: ${request.path}).`);
      return id === undefined ? list(options, name, records, request) : retrieve(options, records, id, request);
    },
  });
  return {
    ...standIn,
    apiKey,
    events,
    tell: (type, object, created) =>
      events.push({ id: `evt_${events.length}`, object: 'event', created, type, data: { object } }),
  };
}

function list(options: StripeOptions, name: string, records: Records, { path, query }: ApiRequest): ApiReply {
  const limit = Math.min(100, Number(query.get('limit') ?? 10));
  const after = query.get('starting_after');
  const from = query.get('created[gte]');
  const type = query.get('type');
  const isTold = (record: StripeRecord): boolean =>
    (from === null || record.created >= Number(from)) &&
    (type === null || String(record['type']).startsWith(type.replace(/\*$/, ''))) &&
    (name !== 'subscriptions' || query.get('status') === 'all' || record['status'] !== 'canceled');
  const data: StripeRecord[] = [];
  let index = (after === null ? records.length : indexOfId(records, after)) - 1;
  if (after !== null && index < -1) return refusal(400, `No such object: '${after}'`, 'resource_missing');
  for (; index >= 0 && data.length <= limit; index -= 1) {
    const record = records.at(index);
    if (record !== undefined && isTold(record)) data.push(record);
  }
  const hasMore = data.length > limit;
  const expand = [...query]
    .filter(([key]) => key.startsWith('expand'))
    .map(([, value]) => value.replace(/^data\./, ''));
  const page = data.slice(0, limit).map((record) => expanded(options, record, expand));
  const filters = [...query].filter(([key]) => key !== 'starting_after');
  return {
    body: { object: 'list', url: path, has_more: hasMore, data: page },
    listing: `${path}?${new URLSearchParams(filters)}`,
    isLast: !hasMore,
    hollow: { object: 'list', url: path, has_more: true, data: [] },
  };
}

function retrieve(options: StripeOptions, records: Records, id: string, { query }: ApiRequest): ApiReply {
  const record = records.at(indexOfId(records, id));
  if (record?.id !== id) return refusal(404, `No such object: '${id}'`, 'resource_missing');
  const expand = [...query].filter(([key]) => key.startsWith('expand')).map(([, value]) => value);
  return { body: expanded(options, record, expand) };
}

/** Whole objects where there were ids. */
function expanded({ objects }: StripeOptions, record: StripeRecord, paths: readonly string[]): StripeRecord {
  const whole = paths.map((path) => {
    const records = objects[`${path}s`] ?? [];
    return [path, records.at(indexOfId(records, String(record[path]))) ?? record[path]];
  });
  return { ...record, ...Object.fromEntries(whole) };
}

function indexOfId(records: Records, id: string): number {
  if (records.indexOfId !== undefined) return records.indexOfId(id);
  for (let index = 0; index < records.length; index += 1) if (records.at(index)?.id === id) return index;
  return -1;
}

function refusal(status: number, message: string, code?: string): ApiReply {
  const type = status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'api_error';
  return { status, body: { error: { type, message, ...(code !== undefined && { code }) } } };
}
