import { createHash, randomUUID } from 'node:crypto';
import {
  type ApiFaults,
  type ApiRecords,
  type ApiReply,
  type ApiRequest,
  type ApiStandIn,
  startApiStandIn,
} from './apiStandIn.ts';

export interface HttpRecord {
  readonly id: number;
  /** "2026-11-16T10:00:00Z" */
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

export interface HttpOptions extends ApiFaults {
  readonly orders: ApiRecords<HttpRecord>;
  /** Another place that /moved leads to. */
  readonly movedTo?: string;
}

export interface HttpStandIn extends ApiStandIn {
  readonly token: string;
  /** Every header that came, of each request. */
  readonly seen: ApiRequest['headers'][];
}

/**
 * A stand-in for the many APIs that have no client: orders in each of the common ways of paging. It follows RFC 6750 (bearer
 * tokens; X-Api-Key beside it), RFC 8288 (Link), RFC 9110 (ETag, If-None-Match, Last-Modified, Retry-After, redirects).
 *
 * /whole all of them, with an ETag · /pages ?page&per_page · /offset ?offset&limit · /cursor ?after&limit · /links the header
 * Link · /next the next address in the body · /whole.csv · /lines · /moved a redirect. All but the last take ?since and give `total`.
 */
export async function startHttp(options: HttpOptions): Promise<HttpStandIn> {
  const token = `tk-${randomUUID()}`;
  const seen: ApiRequest['headers'][] = [];
  const standIn = await startApiStandIn(options, {
    isSignedIn: ({ headers }) => {
      seen.push(headers);
      return headers.authorization === `Bearer ${token}` || headers['x-api-key'] === token;
    },
    refusal: (status) => ({ status, body: { error: `no: ${status}` } }),
    answer: (request) => answer(options, request),
  });
  return { ...standIn, token, seen };
}

function answer({ orders, movedTo }: HttpOptions, request: ApiRequest): ApiReply {
  const { path, query, headers } = request;
  const since = query.get('since');
  const records: ApiRecords<HttpRecord> =
    since === null ? orders : all(orders).filter((row) => row.updated_at >= since);
  switch (path) {
    case '/whole':
      return whole(JSON.stringify(all(records)), headers, 'application/json');
    case '/lines':
      return whole(
        all(records)
          .map((row) => `${JSON.stringify(row)}\n`)
          .join(''),
        headers,
        'application/x-ndjson',
      );
    case '/whole.csv':
      return whole(csv(all(records)), headers, 'text/csv');
    case '/pages':
      return paged(
        request,
        records,
        (Number(query.get('page')) - 1) * sizeOf(query, 'per_page'),
        sizeOf(query, 'per_page'),
      );
    case '/offset':
      return paged(request, records, Number(query.get('offset') ?? 0), sizeOf(query, 'limit'));
    case '/cursor':
    case '/next':
    case '/links':
      return paged(request, records, Number(query.get('after') ?? 0), sizeOf(query, 'limit'));
    case '/moved':
      return { status: 302, headers: { location: movedTo ?? '/whole' } };
    default:
      return { status: 404, body: { error: 'there is no such address' } };
  }
}

function sizeOf(query: URLSearchParams, name: string): number {
  return Math.min(100, Number(query.get(name) ?? 10));
}

function all(records: ApiRecords<HttpRecord>): readonly HttpRecord[] {
  return Array.from({ length: records.length }, (_, index) => records.at(index)).filter((row) => row !== undefined);
}

function whole(body: string, headers: ApiRequest['headers'], type: string): ApiReply {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  return { body, headers: { etag, 'content-type': type } };
}

function csv(rows: readonly HttpRecord[]): string {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'customer');
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
}

function paged({ path, query }: ApiRequest, records: ApiRecords<HttpRecord>, start: number, size: number): ApiReply {
  const length = Math.max(0, Math.min(size, records.length - start));
  const items = Array.from({ length }, (_, index) => records.at(start + index));
  const end = start + length;
  const isLast = end >= records.length;
  const next = new URLSearchParams(query);
  next.set('after', String(end));
  const address = isLast ? null : `${path}?${next}`;
  const more = { total: records.length, next: address, cursor: isLast ? null : String(end) };
  return {
    body: { data: { orders: items }, meta: more },
    headers: isLast || path !== '/links' ? {} : { link: `<${address}>; rel="next", </>; rel="first"` },
    listing: `${path} ${query.get('since')}`,
    isLast: isLast || length === 0,
    hollow: { data: { orders: [] }, meta: { ...more, next: `${path}?${query}`, cursor: String(start) } },
  };
}
