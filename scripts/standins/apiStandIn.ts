import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What goes wrong with one call: too many requests (429), the service is down (503), no answer ever comes, the token has
 * expired (401), the connection is cut in the body, the page before comes once more, a page comes without records, a page of
 * HTML comes as if all were well (200), as from something between that has an answer of its own.
 */
export type ApiFault = 'busy' | 'down' | 'slow' | 'expired' | 'cut' | 'repeat' | 'empty' | 'html';

export interface ApiFaults {
  /** By the number of the call for records, from 1. */
  readonly faults?: Readonly<Record<number, ApiFault>> | ((call: number) => ApiFault | undefined);
  /** Seconds that a busy answer asks to wait; none are named where it is absent. */
  readonly retryAfter?: number;
  /** The service's own clock, ms; this machine's where absent. */
  readonly now?: () => number;
}

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ApiReply {
  readonly status?: number;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names the list that this is a page of: "repeat" gives the page of it that was given last. */
  readonly listing?: string;
  /** No page follows: the next one of this list begins it anew. */
  readonly isLast?: boolean;
  /** What "empty" gives in place of the body. */
  readonly hollow?: unknown;
}

interface Service {
  /** Answers a request that is signed in. */
  readonly answer: (request: ApiRequest) => ApiReply;
  readonly isSignedIn: (request: ApiRequest) => boolean;
  /** Whether answers come in chunks, without their length. */
  readonly isChunked?: boolean;
  /** The service's way to say no. */
  readonly refusal: (status: number, request: ApiRequest) => ApiReply;
}

export interface ApiStandIn {
  readonly url: string;
  /** Every request so far: "GET /v1/customers?limit=100". */
  readonly calls: string[];
  close(): Promise<void>;
}

/** Rows of a list, oldest first: an array, or millions that are made when they are asked for. */
export interface ApiRecords<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

const HTML = '<!DOCTYPE html>\n<html><body>Please sign in to the network.</body></html>\n';

/** Starts a stand-in for a service on loopback, with the faults that it is told to have. */
export async function startApiStandIn(
  { faults = {}, retryAfter, now = Date.now }: ApiFaults,
  service: Service,
): Promise<ApiStandIn> {
  const { isChunked = false } = service;
  const calls: string[] = [];
  const given = new Map<string, ApiReply>();
  let number = 0;
  /** Undefined where there is to be no answer. */
  const reply = (request: ApiRequest): (ApiReply & { readonly isCut?: boolean }) | undefined => {
    if (!service.isSignedIn(request)) return service.refusal(401, request);
    number += 1;
    const fault = typeof faults === 'function' ? faults(number) : faults[number];
    if (fault === 'slow') return undefined;
    const wait: ApiReply['headers'] = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    const later = (status: number): ApiReply => {
      const said = service.refusal(status, request);
      return { ...said, headers: { ...said.headers, ...wait } };
    };
    if (fault === 'busy') return later(429);
    if (fault === 'down') return later(503);
    if (fault === 'expired') return service.refusal(401, request);
    if (fault === 'html') return { body: HTML, headers: { 'content-type': 'text/html' } };
    const made = service.answer(request);
    if (fault === 'empty' && made.hollow !== undefined) return { ...made, body: made.hollow };
    if (made.listing === undefined) return { ...made, isCut: fault === 'cut' };
    const before = given.get(made.listing);
    if (made.isLast === true) given.delete(made.listing);
    else given.set(made.listing, made);
    return fault === 'repeat' && before !== undefined ? before : { ...made, isCut: fault === 'cut' };
  };
  const server = createServer((incoming, response) => {
    calls.push(`${incoming.method} ${incoming.url}`);
    read(incoming).then(
      (request) => {
        const made = reply(request);
        if (made !== undefined) send(response, { ...made, isChunked }, now());
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One fault in five calls, of every sort but those that nothing can mend; the same ones for the same seed. */
export function faultsAtRandom(
  sorts: readonly ApiFault[],
  seed: number,
  share = 0.2,
): (call: number) => ApiFault | undefined {
  const drawn = new Map<number, ApiFault | undefined>();
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (call) => {
    if (!drawn.has(call)) drawn.set(call, random() < share ? sorts[Math.floor(random() * sorts.length)] : undefined);
    return drawn.get(call);
  };
}

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const { method = 'GET', headers } = incoming;
  return { method, path: pathname, query: searchParams, headers, body: Buffer.concat(chunks).toString() };
}

interface Sent extends ApiReply {
  readonly isCut?: boolean;
  readonly isChunked: boolean;
}

function send(
  response: ServerResponse,
  { status = 200, body, headers = {}, isCut = false, isChunked }: Sent,
  nowMs: number,
): void {
  const bytes = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json;charset=utf-8',
    ...(isChunked ? {} : { 'content-length': bytes.length }),
    date: new Date(nowMs).toUTCString(),
    ...headers,
  });
  if (!isCut || bytes.length < 2) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
