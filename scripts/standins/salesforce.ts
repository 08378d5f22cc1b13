import { createVerify, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BulkJob, createJob, describeJob, resultsOf } from './salesforceBulk.ts';
import { type OrgObject, type OrgRecord, parseSoql, runSoql, type Soql, SoqlError } from './soql.ts';

export type { FieldValue, OrgObject, OrgRecord } from './soql.ts';

/**
 * What goes wrong with one call for records: the session has expired (401), too many requests (429), the service is down
 * (503), the calls of the day are used up (403), the connection is cut in the body, the page before comes once more, a page
 * comes without records, a page of HTML comes as if all were well (200).
 */
export type OrgFault = 'expired' | 'busy' | 'down' | 'limit' | 'cut' | 'repeat' | 'empty' | 'html';

export interface SalesforceOrgOptions {
  readonly objects: Readonly<Record<string, OrgObject>>;
  /** Records per page; Salesforce's own default is 2,000. */
  readonly batchSize?: number;
  /** By the number of the call for records, from 1. */
  readonly faults?: Readonly<Record<number, OrgFault>> | ((call: number) => OrgFault | undefined);
  /** Seconds that a busy answer asks to wait; none are named where it is absent. */
  readonly retryAfter?: number;
  /** Who may sign in by JWT, and the PEM of the key that proves it. */
  readonly jwt?: { readonly username: string; readonly publicKey: string };
}

export interface SalesforceOrg {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Every request so far: "GET /services/data/v61.0/query?q=…". */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** A query that is being read: its pages come from one run over the records, so that millions of them need not be held. */
interface Cursor {
  readonly records: AsyncGenerator<OrgRecord>;
  readonly totalSize: number;
  /** The pages given last, by their address: a call that is repeated gets the same page. */
  readonly pages: Map<string, object>;
}

interface Org extends SalesforceOrgOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly url: () => string;
  readonly tokens: Set<string>;
  readonly cursors: Map<string, Cursor>;
  readonly jobs: Map<string, BulkJob>;
  queryCalls: number;
  lastPage: object | undefined;
}

/**
 * A stand-in for a Salesforce org on loopback. It follows these pages of Salesforce's documentation: "OAuth 2.0 Client
 * Credentials Flow" and "OAuth 2.0 JWT Bearer Flow" (Salesforce Help); "Query", "QueryAll", "sObject Describe", "Status Codes and
 * Error Responses" of the REST API Developer Guide; "Query" of the Bulk API 2.0 Developer Guide. Anything else answers 404.
 */
export async function startSalesforceOrg(options: SalesforceOrgOptions): Promise<SalesforceOrg> {
  const calls: string[] = [];
  const org: Org = {
    ...options,
    clientId: `client-${randomUUID()}`,
    clientSecret: `secret-${randomUUID()}`,
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: new Set(),
    cursors: new Map(),
    jobs: new Map(),
    queryCalls: 0,
    lastPage: undefined,
  };
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(org, request, response).catch((error: unknown) => {
      if (error instanceof SoqlError) return sendError(response, 400, error.errorCode, error.message);
      sendError(response, 500, 'UNKNOWN_EXCEPTION', String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: org.url(),
    clientId: org.clientId,
    clientSecret: org.clientSecret,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(org: Org, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', org.url());
  if (pathname === '/services/oauth2/token') return signIn(org, request, response);
  if (pathname === '/') return send(response, 200, {});
  if (!org.tokens.has(request.headers.authorization?.replace(/^Bearer /, '') ?? ''))
    return sendError(response, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  const [, , data, version, resource, name, action] = pathname.split('/');
  if (data !== 'data' || !/^v\d+\.0$/.test(version ?? ''))
    return sendError(response, 404, 'NOT_FOUND', 'The requested resource does not exist');
  if (resource === 'query' || resource === 'queryAll') {
    const isAll = resource === 'queryAll';
    return query(org, { path: pathname, soql: searchParams.get('q'), locator: name, isAll }, response);
  }
  if (resource === 'jobs' && name === 'query') return bulk(org, request, response);
  if (resource === 'sobjects' && action === 'describe') return describe(org, name ?? '', response);
  sendError(response, 404, 'NOT_FOUND', 'The requested resource does not exist');
}

async function signIn(org: Org, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await bodyOf(request));
  const isClient =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === org.clientId &&
    form.get('client_secret') === org.clientSecret;
  if (isClient || isJwt(org, form)) {
    const token = `00D-${randomUUID()}`;
    org.tokens.add(token);
    send(response, 200, { access_token: token, instance_url: `http://${request.headers.host}`, token_type: 'Bearer' });
  } else if (form.has('assertion')) {
    send(response, 400, { error: 'invalid_grant', error_description: 'invalid assertion' });
  } else {
    send(response, 400, { error: 'invalid_client', error_description: 'invalid client credentials' });
  }
}

function isJwt({ jwt, clientId, url }: Org, form: URLSearchParams): boolean {
  if (jwt === undefined || form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return false;
  const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  if (!createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(jwt.publicKey, signature, 'base64url'))
    return false;
  const { iss, sub, aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const leftSeconds = exp - Date.now() / 1000;
  return iss === clientId && sub === jwt.username && aud === url() && leftSeconds > 0 && leftSeconds <= 300;
}

interface QueryCall {
  readonly path: string;
  readonly soql: string | null;
  readonly locator: string | undefined;
  /** Deleted records too. */
  readonly isAll: boolean;
}

/** The fault that the next call for records meets. */
function nextFault(org: Org): OrgFault | undefined {
  org.queryCalls += 1;
  return typeof org.faults === 'function' ? org.faults(org.queryCalls) : org.faults?.[org.queryCalls];
}

/** Answers with a fault that is the same for every call; false where it is none of these. */
function failed(org: Org, fault: OrgFault | undefined, response: ServerResponse): boolean {
  const wait = org.retryAfter === undefined ? {} : { 'retry-after': String(org.retryAfter) };
  if (fault === 'expired') {
    org.tokens.clear();
    sendError(response, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  } else if (fault === 'busy') sendError(response, 429, 'TOO_MANY_REQUESTS', 'Too many requests', wait);
  else if (fault === 'down') sendError(response, 503, 'SERVER_UNAVAILABLE', 'Try again later', wait);
  else if (fault === 'limit') sendError(response, 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', wait);
  else if (fault === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html>\n<html><body>Back soon</body></html>\n');
  } else return false;
  return true;
}

async function bulk(org: Org, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', org.url());
  const [, , , , , , id = '', action] = pathname.split('/');
  const fault = nextFault(org);
  if (failed(org, fault, response)) return;
  if (request.method === 'POST') return send(response, 200, createJob(org, await bodyOf(request)));
  const job = org.jobs.get(id);
  if (job === undefined) return sendError(response, 404, 'NOT_FOUND', 'The requested resource does not exist');
  if (action !== 'results') return send(response, 200, await describeJob(job));
  await resultsOf(job, searchParams, { response, isCut: fault === 'cut' });
}

async function query(org: Org, call: QueryCall, response: ServerResponse): Promise<void> {
  const fault = nextFault(org);
  if (failed(org, fault, response)) return;
  if (fault === 'repeat' && org.lastPage !== undefined && call.locator !== undefined)
    return send(response, 200, org.lastPage);
  if (fault === 'empty' && call.locator !== undefined)
    return send(response, 200, {
      totalSize: cursorOf(org, call.locator).totalSize,
      done: false,
      nextRecordsUrl: call.path,
      records: [],
    });
  const page = call.locator === undefined ? await firstPage(org, call) : await pageOf(org, call.path, call.locator);
  org.lastPage = page;
  send(response, 200, page, { isCut: fault === 'cut' });
}

async function firstPage(org: Org, { path, soql, isAll }: QueryCall): Promise<object> {
  const parsed = parseSoql(soql ?? '', org.objects);
  const object = org.objects[parsed.object];
  if (object === undefined) throw new SoqlError('INVALID_TYPE', parsed.object);
  const totalSize = await countOf(parsed, object, isAll);
  if (parsed.fields.length === 0) return { totalSize, done: true, records: [] };
  const id = `01g${randomUUID().replaceAll('-', '').slice(0, 15)}`;
  org.cursors.set(id, { records: runSoql(parsed, object, isAll), totalSize, pages: new Map() });
  return pageOf(org, `${path}/${id}-0`, `${id}-0`);
}

async function pageOf(org: Org, path: string, locator: string): Promise<object> {
  const cursor = cursorOf(org, locator);
  const known = cursor.pages.get(locator);
  if (known !== undefined) return known;
  const { batchSize = 2000 } = org;
  const [id = '', offset = '0'] = locator.split('-');
  const records: OrgRecord[] = [];
  while (records.length < batchSize) {
    const next = await cursor.records.next();
    if (next.done === true) break;
    records.push(next.value);
  }
  const end = Number(offset) + records.length;
  const done = end >= cursor.totalSize;
  const nextRecordsUrl = `${path.slice(0, path.lastIndexOf('/'))}/${id}-${end}`;
  const page = { totalSize: cursor.totalSize, done, ...(!done && { nextRecordsUrl }), records };
  if (cursor.pages.size > 1) cursor.pages.delete([...cursor.pages.keys()][0] ?? '');
  cursor.pages.set(locator, page);
  return page;
}

function cursorOf({ cursors }: Org, locator: string): Cursor {
  const cursor = cursors.get(locator.split('-')[0] ?? '');
  if (cursor === undefined) throw new SoqlError('INVALID_QUERY_LOCATOR', 'invalid query locator');
  return cursor;
}

async function countOf(parsed: Soql, object: OrgObject, isAll: boolean): Promise<number> {
  let count = 0;
  for await (const _ of runSoql({ ...parsed, order: [] }, object, isAll)) count += 1;
  return count;
}

function describe({ objects }: Org, name: string, response: ServerResponse): void {
  const object = objects[name];
  if (object === undefined) sendError(response, 404, 'NOT_FOUND', 'The requested resource does not exist');
  else send(response, 200, { name, fields: object.fields.filter((field) => !field.name.includes('.')) });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function sendError(response: ServerResponse, status: number, errorCode: string, message: string, headers = {}): void {
  send(response, status, [{ message, errorCode }], { headers });
}

function send(
  response: ServerResponse,
  status: number,
  value: object,
  {
    headers = {},
    isCut = false,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly isCut?: boolean } = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': body.length,
    ...headers,
  });
  if (!isCut) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}
