import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * What goes wrong with one query: too many requests (429), the service is down (503), too many queries at once (error 202 of
 * ClickHouse's), the connection is cut in the body, an error comes behind the first rows, as text, as a row (23.9 to 25.10) or
 * between marks (25.11), nobody ever answers.
 */
export type ClickHouseFault =
  | 'busy'
  | 'down'
  | 'crowded'
  | 'cut'
  | 'late error'
  | 'late error as a row'
  | 'late error between marks'
  | 'silent';

export interface ClickHouseOptions {
  /** By the number of the query, from 1. */
  readonly faults?: Readonly<Record<number, ClickHouseFault>> | ((query: number) => ClickHouseFault | undefined);
  /** Seconds that a busy answer asks to wait. */
  readonly retryAfter?: number;
}

export interface ClickHouseStandIn {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Every query so far. */
  readonly queries: readonly string[];
  /** Changes the tables: statements of DuckDB's. */
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

interface Server extends ClickHouseOptions {
  readonly user: string;
  readonly password: string;
  readonly connection: DuckDBConnection;
  readonly queries: string[];
}

/**
 * ClickHouse's HTTP interface as it fails, on loopback: for faults that the real one cannot be told to have. It is no
 * ClickHouse: DuckDB is behind it, which understands queries that both understand and the few functions of ClickHouse's that
 * are given below. What types, statements and tables do is tested with the real one, in tests/clickhouse/. It follows "HTTP
 * interface" and "JSONEachRow" of ClickHouse's documentation: the query in the body, user and key in the headers, rows as a
 * JSON object per line, errors as text with their number in a header, errors behind the first rows behind these.
 */
export async function startClickHouse(options: ClickHouseOptions = {}): Promise<ClickHouseStandIn> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`
    create macro maxOrNull(value) as max(value);
    create macro parseDateTime64BestEffort(value, digits, zone) as value::timestamp;
    create macro toDate32(value) as value::date;`);
  const queries: string[] = [];
  const state = { ...options, user: 'reader', password: `secret-${randomUUID()}`, connection, queries };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) =>
      refuse(response, 404, 60, String(error).replace(/\n[\s\S]*/, '')),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    user: state.user,
    password: state.password,
    queries,
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

async function answer(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const query = (await text(request)).replace(/\s*FORMAT JSONEachRow\s*$/, '');
  server.queries.push(query);
  const { faults } = server;
  const fault = typeof faults === 'function' ? faults(server.queries.length) : faults?.[server.queries.length];
  const wait = server.retryAfter === undefined ? {} : { 'retry-after': String(server.retryAfter) };
  if (fault === 'silent') return;
  if (fault === 'busy') return void response.writeHead(429, wait).end('Too many requests');
  if (fault === 'down') return void response.writeHead(503, wait).end('<html>upstream connect error</html>');
  if (fault === 'crowded') return refuse(response, 500, 202, 'Too many simultaneous queries. Maximum: 100.');
  const login = Buffer.from(`${server.user}:${server.password}`).toString('base64');
  if (request.headers.authorization !== `Basic ${login}`)
    return refuse(
      response,
      403,
      516,
      'reader: Authentication failed: password is incorrect, or there is no user with such name.',
    );
  const described = /^DESCRIBE TABLE \(([\s\S]*)\)$/.exec(query)?.[1];
  if (described === undefined) return sendRows(server, { query, response, fault });
  const rows = (await server.connection.runAndReadAll(`describe ${described}`)).getRows();
  send(
    response,
    rows.map(([name, type]) => JSON.stringify({ name, type: typeOf(String(type)) })),
  );
}

async function sendRows(
  { connection }: Server,
  {
    query,
    response,
    fault,
  }: { readonly query: string; readonly response: ServerResponse; readonly fault: ClickHouseFault | undefined },
): Promise<void> {
  const result = await connection.stream(query);
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=UTF-8' });
  for await (const rows of result.yieldRowObjectJson()) {
    const lines = rows
      .map(
        (row) =>
          `${JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, iso(value)])))}\n`,
      )
      .join('');
    if (fault === 'cut') return void response.write(lines.slice(0, lines.length / 2), () => response.destroy());
    response.write(lines);
    if (fault?.startsWith('late error')) break;
  }
  response.end(lateError(fault));
}

function lateError(fault: ClickHouseFault | undefined): string {
  const said = errorText(241, 'Memory limit (total) exceeded', 'MEMORY_LIMIT_EXCEEDED');
  if (fault === 'late error as a row') return `${JSON.stringify({ exception: said.trim() })}\n`;
  if (fault === 'late error between marks') {
    const tag = randomUUID().slice(0, 16);
    return `\r\n__exception__\r\n${tag}\r\n${said}\r\n${said.length} ${tag}\r\n__exception__\r\n`;
  }
  return fault === 'late error' ? said : '';
}

/** DateTime as `date_time_output_format = 'iso'` writes it. */
function iso(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value)
    ? `${value.replace(' ', 'T')}Z`
    : value;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ INTEGER: 'Int32', BIGINT: 'Int64', UBIGINT: 'UInt64', DOUBLE: 'Float64', VARCHAR: 'String', BOOLEAN: 'Bool' },
  ...{ DATE: 'Date32', TIMESTAMP: "DateTime64(6, 'UTC')", UUID: 'UUID' },
};

function typeOf(type: string): string {
  return `Nullable(${TYPES[type] ?? type.replace('DECIMAL', 'Decimal')})`;
}

function send(response: ServerResponse, lines: readonly string[]): void {
  response.writeHead(200).end(lines.map((line) => `${line}\n`).join(''));
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(status, { 'x-clickhouse-exception-code': String(code) })
    .end(errorText(code, message, 'SOME_ERROR'));
}

function errorText(code: number, message: string, name: string): string {
  return `Code: ${code}. DB::Exception: ${message}. (${name}) (version 24.8.4.13 (official build))\n`;
}
