import { createVerify, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * What goes wrong with one call: too many requests (429), the service is down (503), the session has expired and may be
 * renewed (390112), the session is gone (390111), the connection is cut in the body, nobody ever answers. Calls are those for
 * signing in and for statements; parts of results have their own numbers.
 */
export type SnowflakeFault = 'busy' | 'down' | 'expired' | 'gone' | 'cut' | 'silent';
type Faults<T> = Readonly<Record<number, T>> | ((call: number) => T | undefined);

export interface SnowflakeOptions {
  readonly faults?: Faults<SnowflakeFault>;
  readonly partFaults?: Faults<'down' | 'cut'>;
  /** Rows of a result beyond these come in parts of as many, each at an address of its own. */
  readonly rowsPerPart?: number;
  /** PEM of the key that proves who signs in by JWT. */
  readonly publicKey?: string;
}

export interface SnowflakeStandIn {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Every statement so far. */
  readonly statements: readonly string[];
  /** Every request so far: "POST /session/v1/login-request". */
  readonly calls: readonly string[];
  /** Changes the tables: statements of DuckDB's. */
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

interface Account extends SnowflakeOptions {
  readonly user: string;
  readonly password: string;
  readonly connection: DuckDBConnection;
  readonly statements: string[];
  readonly calls: string[];
  readonly sessions: Set<string>;
  readonly masters: Set<string>;
  readonly parts: Map<string, readonly Row[]>;
  readonly url: () => string;
  faultyCalls: number;
  partCalls: number;
}

type Row = readonly (string | null)[];

/**
 * A stand-in for a Snowflake account on loopback, with DuckDB behind it: it understands statements that both understand and
 * the few functions given below. Snowflake does not document what its drivers speak; this follows what the published driver
 * snowflake-sdk sends and reads (lib/services/sf.js, lib/connection/result): login-request, query-request, token-request, and
 * parts of a large result ("chunks") as JSON without its brackets. Key pairs as in "Key-pair authentication".
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
    ...{ user: 'reader', password: `secret-${randomUUID()}`, connection, statements: [], calls: [] },
    ...{ sessions: new Set(), masters: new Set(), parts: new Map(), faultyCalls: 0, partCalls: 0 },
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const server = createServer((request, response) => {
    account.calls.push(`${request.method} ${request.url?.replace(/\?.*/, '')}`);
    answer(account, request, response).catch((error: unknown) =>
      send(response, {
        success: false,
        code: '001003',
        message: `SQL compilation error: ${String(error).replace(/\n[\s\S]*/, '')}`,
        data: {},
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { user, password, statements, calls } = account;
  return {
    ...{ url: account.url(), user, password, statements, calls },
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
  const path = request.url?.replace(/\?.*/, '') ?? '';
  if (path.startsWith('/part/')) return sendPart(account, path, response);
  const body = await bodyOf(request);
  if (path === '/session/v1/login-request' || path === '/queries/v1/query-request') {
    account.faultyCalls += 1;
    const { faults, faultyCalls } = account;
    const fault = typeof faults === 'function' ? faults(faultyCalls) : faults?.[faultyCalls];
    if (fault === 'silent') return;
    if (fault === 'busy') return void response.writeHead(429).end();
    if (fault === 'down') return void response.writeHead(503).end();
    const cut = fault === 'cut';
    if (path.endsWith('login-request')) return signIn(account, body, response, cut);
    if (fault === 'expired' || fault === 'gone') account.sessions.clear();
    if (fault === 'gone')
      return send(response, {
        success: false,
        code: '390111',
        message: 'Session no longer exists. New login required to access the service.',
        data: null,
      });
    if (!account.sessions.has(tokenOf(request)))
      return send(response, {
        success: false,
        code: '390112',
        message: 'Your session has expired. Please login again.',
        data: null,
      });
    return query(account, String(body['sqlText'] ?? ''), response, cut);
  }
  if (path === '/session/token-request' && account.masters.has(tokenOf(request)))
    return send(response, { success: true, data: freshSession(account) });
  send(response, { success: true, data: null });
}

function tokenOf({ headers }: IncomingMessage): string {
  return /Token="([^"]*)"/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function freshSession({ sessions, masters }: Account) {
  const [sessionToken, masterToken] = [`session-${randomUUID()}`, `master-${randomUUID()}`];
  sessions.add(sessionToken);
  masters.add(masterToken);
  return { sessionToken, masterToken, validityInSecondsST: 3600, validityInSecondsMT: 14_400 };
}

function signIn(
  account: Account,
  body: Readonly<Record<string, unknown>>,
  response: ServerResponse,
  cut: boolean,
): void {
  const data = (body['data'] ?? {}) as Readonly<Record<string, unknown>>;
  const isKnown =
    data['LOGIN_NAME'] === account.user &&
    (data['PASSWORD'] === account.password || isJwt(account, String(data['TOKEN'] ?? '')));
  if (!isKnown) {
    const message = 'Incorrect username or password was specified.';
    send(response, { success: false, code: '390100', message, data: {} });
    return;
  }
  const { sessionToken: token, ...session } = freshSession(account);
  const names = { ...session, token, validityInSeconds: 3600, masterValidityInSeconds: 14_400 };
  send(response, { success: true, code: null, data: { ...names, sessionId: 1, parameters: [], sessionInfo: {} } }, cut);
}

function isJwt({ publicKey, user }: Account, token: string): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.');
  if (
    publicKey === undefined ||
    !createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url')
  )
    return false;
  return String(JSON.parse(Buffer.from(claims, 'base64url').toString()).sub).endsWith(`.${user.toUpperCase()}`);
}

async function query(account: Account, sql: string, response: ServerResponse, cut: boolean): Promise<void> {
  account.statements.push(sql);
  if (sql.startsWith('alter session')) return send(response, { success: true, data: resultOf([], []) }, cut);
  const result = await account.connection.runAndReadAll(sql);
  const types = result.columnTypes().map((type) => rowType(String(type)));
  const rowtype = result.columnNames().map((name, index) => ({ name, nullable: true, ...types[index] }));
  const rows = result
    .getRowsJson()
    .map((row) =>
      row.map((value) => (value === null ? null : typeof value === 'boolean' ? String(Number(value)) : String(value))),
    );
  const size = account.rowsPerPart ?? rows.length;
  const chunks = [];
  for (let start = size; start < rows.length; start += size) {
    const name = `/part/${randomUUID()}`;
    const part = rows.slice(start, start + size);
    account.parts.set(name, part);
    chunks.push({ url: `${account.url()}${name}`, rowCount: part.length, uncompressedSize: 1, compressedSize: 1 });
  }
  send(
    response,
    {
      success: true,
      code: null,
      data: {
        ...resultOf(rowtype, rows.slice(0, size)),
        total: rows.length,
        returned: rows.length,
        ...(chunks.length > 0 && { chunks, chunkHeaders: {} }),
      },
    },
    cut,
  );
}

function resultOf(rowtype: readonly object[], rowset: readonly Row[]) {
  const more = {
    queryId: randomUUID(),
    finalDatabaseName: 'DB',
    finalSchemaName: 'PUBLIC',
    statementTypeId: 4096,
    version: 1,
    sqlState: '00000',
  };
  return {
    parameters: [{ name: 'TIMEZONE', value: 'UTC' }],
    rowtype,
    rowset,
    total: rowset.length,
    returned: rowset.length,
    queryResultFormat: 'json',
    ...more,
  };
}

function rowType(type: string): object {
  const [, precision = 38, scale = 0] = /^DECIMAL\((\d+),\s*(\d+)\)/.exec(type) ?? [];
  if (/INT$|^INTEGER|^DECIMAL/.test(type)) return { type: 'fixed', precision: Number(precision), scale: Number(scale) };
  const types: Readonly<Record<string, string>> = {
    DOUBLE: 'real',
    BOOLEAN: 'boolean',
    DATE: 'date',
    TIMESTAMP: 'timestamp_ntz',
    'TIMESTAMP WITH TIME ZONE': 'timestamp_tz',
  };
  return { type: types[type] ?? 'text', scale: 9, precision: 0, length: 16_777_216 };
}

function sendPart(account: Account, path: string, response: ServerResponse): void {
  account.partCalls += 1;
  const { partFaults, partCalls } = account;
  const fault = typeof partFaults === 'function' ? partFaults(partCalls) : partFaults?.[partCalls];
  if (fault === 'down') return void response.writeHead(503).end();
  const text = JSON.stringify(account.parts.get(path) ?? []);
  const body = gzipSync(text.slice(1, -1));
  response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'content-length': body.length });
  if (fault === 'cut') response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await buffer(request);
  const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
  return text === '' ? {} : JSON.parse(text);
}

function send(response: ServerResponse, value: object, cut = false): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  if (cut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
