import { createHash, createPublicKey, createVerify, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * What goes wrong with one request for a statement: too many requests (429), the service is down (503), the token has expired
 * (401), the connection is cut in the body, nobody ever answers, the statement takes longer than an answer may (202, three
 * times), it ran into its time limit (408), it moved to another host (302), its result is too large (391908).
 */
export type SnowflakeFault = 'busy' | 'down' | 'expired' | 'cut' | 'silent' | 'running' | 'timeout' | 'moved' | 'large';
/** Of a request for a part of a result: it is not there (404), rows are missing from it. */
export type SnowflakePartFault = 'busy' | 'down' | 'cut' | 'missing' | 'short';
type Faults<T> = Readonly<Record<number, T>> | ((call: number) => T | undefined);

export interface SnowflakeOptions {
  readonly faults?: Faults<SnowflakeFault>;
  readonly partFaults?: Faults<SnowflakePartFault>;
  /** Seconds that a busy answer asks to wait. */
  readonly retryAfter?: number;
  /** Rows of a result beyond these come in partitions of as many. */
  readonly rowsPerPart?: number;
  /** PEM of the key that proves who signs in by JWT. */
  readonly publicKey?: string;
}

export interface SnowflakeStandIn {
  readonly url: string;
  readonly user: string;
  /** A programmatic access token. */
  readonly token: string;
  /** Every statement that was run so far. */
  readonly statements: readonly string[];
  /** Every request so far: "POST /api/v2/statements". */
  readonly calls: readonly string[];
  /** Every body of a request for a statement. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  /** Changes the tables: statements of DuckDB's. */
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

type Row = readonly (string | null)[];

interface Result {
  readonly rowType: readonly object[];
  readonly parts: readonly (readonly Row[])[];
  /** How often it is still to be said that the statement runs. */
  running: number;
}

interface Account extends SnowflakeOptions {
  readonly user: string;
  readonly token: string;
  readonly connection: DuckDBConnection;
  readonly statements: string[];
  readonly calls: string[];
  readonly bodies: Readonly<Record<string, unknown>>[];
  readonly results: Map<string, Result>;
  /** Handles of statements by the id of their request. */
  readonly requests: Map<string, string>;
  statementCalls: number;
  partCalls: number;
}

/**
 * A stand-in for a Snowflake account on loopback, with DuckDB behind it: it understands statements that both understand and
 * the few functions given below. It follows these pages of Snowflake's documentation of the SQL API: "Authenticating to the
 * server", "Submitting a request to execute SQL statements", "Handling responses", "Reference". Anything else answers 404.
 */
export async function startSnowflake(options: SnowflakeOptions = {}): Promise<SnowflakeStandIn> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`
    set timezone = 'UTC';
    create type timestamp_ntz as timestamp;
    create type timestamp_tz as timestamptz;
    create macro convert_timezone(zone, value) as value;
    create macro to_varchar(value) as value::varchar, (value, format) as
      case format when 'YYYY-MM-DD' then value::date::varchar
      else strftime(value::timestamp, '%Y-%m-%dT%H:%M:%S.%f000') || case when format like '%TZM' then '+00:00' else '' end end;`);
  const account: Account = {
    ...options,
    ...{ user: 'reader', token: `pat-${randomUUID()}`, connection, statements: [], calls: [], bodies: [] },
    ...{ results: new Map(), requests: new Map(), statementCalls: 0, partCalls: 0 },
  };
  const server = createServer((request, response) => {
    account.calls.push(`${request.method} ${request.url?.replace(/[?].*/, '')}`);
    answer(account, request, response).catch((error: unknown) =>
      send(response, 422, {
        ...{ code: '001003', sqlState: '42000', statementHandle: randomUUID() },
        message: `SQL compilation error: ${String(error).replace(/\n[\s\S]*/, '')}`,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { user, token, statements, calls, bodies } = account;
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, user, token, statements, calls, bodies },
    run: async (sql) => {
      await connection.run(sql);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          instance.closeSync();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'HEAD') return void response.writeHead(404).end();
  const body = await text(request);
  if (!/^[^/ ]+[/][^/ ]+/.test(request.headers['user-agent'] ?? ''))
    return send(response, 400, { code: '391903', message: 'The User-Agent header is missing or invalid.' });
  if (!isKnown(account, request.headers))
    return send(response, 401, { code: '390144', message: 'JWT token is invalid.' });
  const [, , , resource, handle = '', action] = pathname.split('/');
  if (resource !== 'statements') return send(response, 404, { code: '404', message: 'Not found.' });
  if (action === 'cancel') return send(response, 200, { code: '000604', statementHandle: handle });
  if (searchParams.has('partition')) return sendPart(account, handle, Number(searchParams.get('partition')), response);
  if (request.method === 'GET') return sendResult(account, handle, response);
  account.statementCalls += 1;
  const fault = faultOf(account.faults, account.statementCalls);
  if (fault === 'silent') return;
  if (fault !== undefined && fault in REFUSALS) return refuse(account, fault, response);
  const id = searchParams.get('requestId') ?? randomUUID();
  const isRepeated = account.requests.has(id) && searchParams.get('retry') === 'true';
  if (!isRepeated) account.requests.set(id, await run(account, JSON.parse(body), fault));
  sendResult(account, account.requests.get(id) ?? '', response, fault === 'cut');
}

const REFUSALS: Readonly<Record<string, readonly [number, object]>> = {
  busy: [429, { code: '390429', message: 'Too many requests.' }],
  down: [503, { code: '390503', message: 'Service unavailable.' }],
  expired: [401, { code: '390144', message: 'JWT token is invalid.' }],
  timeout: [
    408,
    { code: '000630', message: 'Statement reached its statement or warehouse timeout.', statementHandle: 'h' },
  ],
  moved: [302, {}],
  large: [200, { code: '391908', message: 'The result set is too large.', statementHandle: 'h' }],
};

function refuse({ retryAfter }: Account, fault: string, response: ServerResponse): void {
  const [status, body] = REFUSALS[fault] ?? [500, {}];
  if (status === 429 && retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  if (status === 302) response.setHeader('location', 'http://localhost:1/elsewhere');
  send(response, status, body);
}

function faultOf<T>(faults: Faults<T> | undefined, call: number): T | undefined {
  return typeof faults === 'function' ? faults(call) : faults?.[call];
}

/** A programmatic access token, or a JWT of the user's key: its issuer names the key, and it is good for an hour at most. */
function isKnown({ publicKey, user, token }: Account, headers: IncomingMessage['headers']): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  const type = headers['x-snowflake-authorization-token-type'];
  if (type === 'PROGRAMMATIC_ACCESS_TOKEN') return given === token;
  const [header = '', claims = '', signature = ''] = given.split('.');
  if (type !== 'KEYPAIR_JWT' || publicKey === undefined) return false;
  if (!createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url')) return false;
  const { iss, sub, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const spki = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  const print = createHash('sha256').update(spki).digest('base64');
  const seconds = Date.now() / 1000;
  const isInTime = iat <= seconds + 60 && exp > seconds && exp - iat <= 3600;
  return isInTime && sub === `ACME.${user.toUpperCase()}` && iss === `${sub}.SHA256:${print}`;
}

/** Runs a statement and returns its handle. Without a time zone of the request's own, it is that of an account that nobody set up. */
async function run(
  account: Account,
  body: Readonly<Record<string, unknown>>,
  fault: SnowflakeFault | undefined,
): Promise<string> {
  const { statement, parameters } = body as { statement: string; parameters?: { timezone?: string } };
  account.bodies.push(body);
  account.statements.push(statement);
  await account.connection.run(`set timezone = '${parameters?.timezone ?? 'America/Los_Angeles'}'`);
  const result = await account.connection.runAndReadAll(statement);
  const types = result.columnTypes().map((type) => rowType(String(type)));
  const described = result.columnNames().map((name, index) => ({ name, nullable: true, ...types[index] }));
  const rows = result.getRowsJson().map((row) => row.map((value, index) => written(value, types[index]?.type ?? '')));
  const size = account.rowsPerPart ?? Math.max(1, rows.length);
  const parts = [rows.slice(0, size)];
  for (let start = size; start < rows.length; start += size) parts.push(rows.slice(start, start + size));
  const handle = randomUUID();
  account.results.set(handle, { rowType: described, parts, running: fault === 'running' ? 3 : 0 });
  return handle;
}

/** Every value is a text: days and seconds since 1970 for times, with an offset in minutes where they have one, 1440 being UTC. */
function written(value: unknown, type: string): string | null {
  if (value === null) return null;
  if (type === 'date') return String(Date.parse(`${value}T00:00:00Z`) / 86_400_000);
  if (!type.startsWith('timestamp')) return String(value);
  const [, day = '', time = '', fraction = '', offset = '+00'] =
    /^(\S+) (\d\d:\d\d:\d\d)(?:[.](\d+))?([+-]\d\d)?$/.exec(String(value)) ?? [];
  const zone = offset.padEnd(6, ':00');
  const seconds = Date.parse(`${day}T${time}${zone}`) / 1000;
  const minutes = Number(offset) * 60 + 1440;
  return `${seconds}.${fraction.padEnd(9, '0')}${type === 'timestamp_tz' ? ` ${minutes}` : ''}`;
}

function rowType(type: string): { readonly type: string; readonly precision?: number; readonly scale?: number } {
  const [, precision = 38, scale = 0] = /^DECIMAL\((\d+),\s*(\d+)\)/.exec(type) ?? [];
  if (/INT$|^INTEGER|^DECIMAL/.test(type)) return { type: 'fixed', precision: Number(precision), scale: Number(scale) };
  const types: Readonly<Record<string, string>> = {
    DOUBLE: 'real',
    BOOLEAN: 'boolean',
    DATE: 'date',
    TIMESTAMP: 'timestamp_ntz',
    'TIMESTAMP WITH TIME ZONE': 'timestamp_tz',
  };
  return { type: types[type] ?? 'text', scale: 9 };
}

function sendResult({ results }: Account, handle: string, response: ServerResponse, isCut = false): void {
  const result = results.get(handle);
  if (result === undefined) return void send(response, 404, { code: '000709', message: 'Statement not found.' });
  const statementHandle = handle;
  if (result.running > 0) {
    result.running -= 1;
    const message = 'Asynchronous execution in progress. Use provided query id to perform query monitoring.';
    return void send(response, 202, { code: '333334', message, statementHandle });
  }
  const [data] = result.parts;
  const resultSetMetaData = {
    numRows: result.parts.flat().length,
    format: 'jsonv2',
    rowType: result.rowType,
    partitionInfo: result.parts.map((part) => ({ rowCount: part.length, uncompressedSize: 1 })),
  };
  const message = 'Statement executed successfully.';
  send(response, 200, { code: '090001', message, statementHandle, resultSetMetaData, data }, isCut);
}

function sendPart(account: Account, handle: string, number: number, response: ServerResponse): void {
  account.partCalls += 1;
  const fault = faultOf(account.partFaults, account.partCalls);
  const data = account.results.get(handle)?.parts[number];
  if (fault === 'busy' || fault === 'down') return void refuse(account, fault, response);
  if (fault === 'missing' || data === undefined)
    return void send(response, 404, { code: '391920', message: `Result partition ${number} is not there.` });
  const body = gzipSync(JSON.stringify({ data: fault === 'short' ? data.slice(1) : data }));
  const type = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': body.length };
  response.writeHead(200, type);
  if (fault === 'cut') response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}

function send(response: ServerResponse, status: number, value: object, isCut = false): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
