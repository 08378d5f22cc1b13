import { randomInt, randomUUID } from 'node:crypto';
import {
  type ApiFaults,
  type ApiRecords,
  type ApiReply,
  type ApiRequest,
  type ApiStandIn,
  startApiStandIn,
} from './apiStandIn.ts';

export interface ZendeskRecord {
  readonly id: number;
  /** Seconds since 1970 of the last change by Zendesk's own account, which is what the export goes by; not sent for users. */
  readonly generated_timestamp: number;
  readonly [field: string]: unknown;
}

export interface ZendeskOptions extends ApiFaults {
  /** By the name of the records; those that are exported have to be in the order of their changes. */
  readonly objects: Record<string, ApiRecords<ZendeskRecord>>;
  /** Records per page of an export; Zendesk's own default is 1,000. */
  readonly pageSize?: number;
}

export interface ZendeskStandIn extends ApiStandIn {
  readonly email: string;
  readonly apiToken: string;
  readonly accessToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const BY_CURSOR = ['tickets', 'users'];

/**
 * A stand-in for Zendesk Support on loopback. It follows these pages of Zendesk's developer documentation: "Security and
 * authentication" (API token, OAuth access token, client credentials), "Incremental Exports" with "Using the Incremental Export API" (cursor-based
 * and time-based), "Cursor pagination", "Show Self", "Rate limits". Anything else answers 404.
 */
export async function startZendesk(options: ZendeskOptions): Promise<ZendeskStandIn> {
  const [email, apiToken, accessToken] = ['agent@example.com', `zt-${randomUUID()}`, `zo-${randomUUID()}`];
  const [clientId, clientSecret] = ['reports', `zs-${randomUUID()}`];
  /** Given to the OAuth client: the last one alone is good. */
  let given = '';
  const account = randomInt(1_000_000);
  const basic = `Basic ${Buffer.from(`${email}/token:${apiToken}`).toString('base64')}`;
  const isKnown = ({ headers }: ApiRequest): boolean =>
    [basic, `Bearer ${accessToken}`, ...(given === '' ? [] : [`Bearer ${given}`])].includes(
      headers.authorization ?? '',
    );
  const giveToken = ({ body }: ApiRequest): ApiReply => {
    const asked = JSON.parse(body || '{}');
    const isClient = asked.grant_type === 'client_credentials' && asked.client_id === clientId;
    if (!isClient || asked.client_secret !== clientSecret || asked.scope !== 'read')
      return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed.' } };
    given = `zc-${randomUUID()}`;
    return { body: { access_token: given, token_type: 'bearer', scope: 'read' } };
  };
  const standIn = await startApiStandIn(options, {
    isSignedIn: (request) => ['/api/v2/users/me.json', '/oauth/tokens'].includes(request.path) || isKnown(request),
    refusal: (status) => ({
      status,
      body: { error: status === 401 ? "Couldn't authenticate you" : status === 429 ? 'APIRateLimitExceeded' : 'Down' },
    }),
    answer: (request) => {
      if (request.path === '/oauth/tokens') return giveToken(request);
      if (request.path === '/api/v2/users/me.json') return { body: { user: { id: isKnown(request) ? 1 : null } } };
      const [, exported, cursor, listed] =
        /^\/api\/v2\/(?:incremental\/(\w+)(\/cursor)?|(\w+))\.json$/.exec(request.path) ?? [];
      const name = exported ?? listed ?? '';
      const records = options.objects[name];
      if (records === undefined || (cursor !== undefined && !BY_CURSOR.includes(name)))
        return { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } };
      if (listed !== undefined) return list(name, records, request);
      return cursor === undefined
        ? byTime(options, name, records, request)
        : byCursor({ ...options, account }, name, records, request);
    },
  });
  return { ...standIn, email, apiToken, accessToken, clientId, clientSecret };
}

/** A cursor is a time and an id, in base64, as Zendesk's own are; and the account's own, which takes no other's. */
function byCursor(
  { account, ...options }: ZendeskOptions & { readonly account: number },
  name: string,
  records: ApiRecords<ZendeskRecord>,
  { query }: ApiRequest,
): ApiReply {
  const given = query.get('cursor');
  const [own, time, id] = given === null ? [] : Buffer.from(given, 'base64').toString().split('||').map(Number);
  if (given !== null && (own !== account || time === undefined || id === undefined || Number.isNaN(time + id)))
    return { status: 400, body: { error: 'InvalidCursor', description: 'The cursor is not valid.' } };
  const from = time ?? Number(query.get('start_time'));
  const found = take(records, pageSizeOf(options, query), (record) =>
    id === undefined
      ? record.generated_timestamp >= from
      : record.generated_timestamp > from || (record.generated_timestamp === from && record.id > id),
  );
  const last = found.page.at(-1);
  const cursor =
    last === undefined ? given : Buffer.from(`${account}||${last.generated_timestamp}||${last.id}`).toString('base64');
  const ends = { after_url: null, before_url: null, before_cursor: null };
  return {
    body: { [name]: found.page, after_cursor: cursor, ...ends, end_of_stream: found.isLast },
    listing: name,
    isLast: found.isLast,
    ...(given !== null && { hollow: { [name]: [], after_cursor: given, ...ends, end_of_stream: false } }),
  };
}

function byTime(
  options: ZendeskOptions,
  name: string,
  records: ApiRecords<ZendeskRecord>,
  { query }: ApiRequest,
): ApiReply {
  const from = Number(query.get('start_time'));
  const found = take(records, pageSizeOf(options, query), (record) => record.generated_timestamp >= from);
  const end = found.page.at(-1)?.generated_timestamp ?? from;
  return {
    body: { [name]: found.page, count: found.page.length, end_time: end, end_of_stream: found.isLast },
    listing: name,
    isLast: found.isLast,
    hollow: { [name]: [], count: 0, end_time: from, end_of_stream: false },
  };
}

function list(name: string, records: ApiRecords<ZendeskRecord>, { query }: ApiRequest): ApiReply {
  const after = query.get('page[after]');
  const start = after === null ? 0 : Number(Buffer.from(after, 'base64').toString());
  const end = Math.min(records.length, start + Math.min(100, Number(query.get('page[size]') ?? 100)));
  const page = Array.from({ length: end - start }, (_, index) => records.at(start + index));
  const isLast = end >= records.length;
  const meta = { has_more: !isLast, after_cursor: Buffer.from(String(end)).toString('base64') };
  return {
    body: { [name]: page, meta },
    listing: name,
    isLast,
    ...(after !== null && { hollow: { [name]: [], meta: { has_more: true, after_cursor: after } } }),
  };
}

function pageSizeOf({ pageSize = 1000 }: ZendeskOptions, query: URLSearchParams): number {
  return Math.min(pageSize, Number(query.get('per_page') ?? 1000));
}

/** The first records that are wanted; they are in order, so that those before the first are found by halves. */
function take(
  records: ApiRecords<ZendeskRecord>,
  count: number,
  isWanted: (record: ZendeskRecord) => boolean,
): { readonly page: readonly ZendeskRecord[]; readonly isLast: boolean } {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = records.at(middle);
    if (record !== undefined && isWanted(record)) high = middle;
    else low = middle + 1;
  }
  const page = Array.from({ length: Math.min(count, records.length - low) }, (_, index) => records.at(low + index));
  return { page: page.filter((record) => record !== undefined), isLast: low + count >= records.length };
}
