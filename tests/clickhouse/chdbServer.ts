/**
 * ClickHouse itself, as a process of its own: the in-process engine of the npm package `chdb` behind as much of ClickHouse's
 * HTTP interface as a client needs, on a free port of loopback. Started by realClickHouse.ts, which is told the port; ends with it.
 *
 * What the engine does is real: parsing, types, tables, formats, settings, `readonly`, its errors and their numbers. What is
 * ours, as the engine has no server in it, is the HTTP alone, after "HTTP interface" of ClickHouse's documentation: the query in
 * the body or in `?query=`, settings as the other parameters, the user in the headers, errors with a status, their number in a
 * header and their text in the body, or behind the rows where these have begun. It has no users but the two that are given here.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** As much as is used of what `chdb` exports; the package is not there for those who only check types. */
interface Chdb {
  readonly Session: new (folder: string) => Session;
}

interface Session {
  queryAsync(sql: string, options: { readonly format: string }): Promise<{ bytes(): Uint8Array }>;
  /** Selects alone; only one at a time. */
  queryStream(sql: string, options: { readonly format: string }): AsyncIterable<{ raw(): Uint8Array }>;
}

/** A user, and the connection that serves this user's queries one after the other. */
interface User {
  readonly name: string;
  readonly password: string;
  readonly session: Session;
  last: Promise<unknown>;
}

const { Session }: Chdb = createRequire(import.meta.url)('chdb');
const { CLICKHOUSE_FOLDER = '', CLICKHOUSE_READER = '', CLICKHOUSE_OWNER = '' } = process.env;
const open = (name: string, password: string): User => ({
  ...{ name, password, session: new Session(join(CLICKHOUSE_FOLDER, 'data')), last: Promise.resolve() },
});
const users = [open('reader', CLICKHOUSE_READER), open('owner', CLICKHOUSE_OWNER)];
const [reader] = users;
// As the page for users says that the user for the reports is made.
await reader?.session.queryAsync('SET readonly = 2', { format: 'Null' });
const version = await textOf(reader, 'SELECT version() FORMAT TSVRaw');

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => refuse(response, error));
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port, version }));
// The tests are gone, however they ended.
process.on('disconnect', () => {
  rmSync(CLICKHOUSE_FOLDER, { recursive: true, force: true });
  process.exit();
});

async function textOf(user: User | undefined, sql: string): Promise<string> {
  const result = await user?.session.queryAsync(sql, { format: 'TSV' });
  return Buffer.from(result?.bytes() ?? [])
    .toString()
    .trim();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://loopback');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  const body = await text(request);
  const query = [url.searchParams.get('query'), body].filter(Boolean).join('\n');
  const user = userOf(request);
  if (user === undefined) {
    const why = 'Authentication failed: password is incorrect, or there is no user with such name.';
    throw new Error(`Code: 516. DB::Exception: ${nameIn(request)}: ${why} (AUTHENTICATION_FAILED)`);
  }
  user.last = user.last.then(() => serve(user, { query, url, response })).catch((error) => refuse(response, error));
  await user.last;
}

interface Question {
  readonly query: string;
  readonly url: URL;
  readonly response: ServerResponse;
}

/** Parameters that are no settings. */
const OWN_PARAMETERS = new Set(['query', 'database', 'query_id', 'default_format', 'session_id', 'role']);

async function serve({ session }: User, { query, url, response }: Question): Promise<void> {
  if (response.destroyed) return;
  const { searchParams } = url;
  const format = searchParams.get('default_format') ?? 'TabSeparated';
  const settings = [...searchParams].filter(([name]) => /^\w+$/.test(name) && !OWN_PARAMETERS.has(name));
  const run = (sql: string) => session.queryAsync(sql, { format });
  try {
    await run(`USE \`${searchParams.get('database') ?? 'default'}\``);
    for (const [name, value] of settings) await run(`SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'`);
    const tag = randomUUID().slice(0, 16);
    const begin = () => {
      response.writeHead(200, {
        'x-clickhouse-query-id': searchParams.get('query_id') ?? randomUUID(),
        'x-clickhouse-summary': '{"read_rows":"0","read_bytes":"0","total_rows_to_read":"0","elapsed_ns":"0"}',
        'x-clickhouse-exception-tag': tag,
        'x-clickhouse-timezone': 'UTC',
      });
    };
    if (!/^\s*(SELECT|WITH)\b/i.test(query)) {
      const whole = (await run(query)).bytes();
      begin();
      return void response.end(whole);
    }
    let hasBegun = false;
    try {
      for await (const chunk of session.queryStream(query, { format })) {
        if (!hasBegun) begin();
        hasBegun = true;
        if (response.destroyed) return;
        if (!response.write(chunk.raw())) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
      if (!hasBegun) begin();
      response.end();
    } catch (error) {
      if (!hasBegun) throw error;
      const said = wordsOf(error);
      const length = Buffer.byteLength(said);
      response.end(`\r\n__exception__\r\n${tag}\r\n${said}\r\n${length} ${tag}\r\n__exception__\r\n`);
    }
  } finally {
    for (const [name] of settings) await run(`SET ${name} = DEFAULT`).catch(() => {});
  }
}

function nameIn({ headers }: IncomingMessage): string {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  return String(headers['x-clickhouse-user'] ?? Buffer.from(basic, 'base64').toString().split(':')[0]);
}

function userOf(request: IncomingMessage): User | undefined {
  const { headers } = request;
  return users.find(
    ({ name, password }) =>
      headers.authorization === `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` ||
      (headers['x-clickhouse-user'] === name && headers['x-clickhouse-key'] === password),
  );
}

/** The engine's own words; a server says its version behind them. */
function wordsOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return `${said} (version ${version} (official build))`;
}

/** Statuses of errors by their number; all others are 500. */
const STATUSES: readonly (readonly [number, readonly number[]])[] = [
  [400, [6, 26, 27, 36, 38, 41, 42, 43, 44, 53, 62, 70, 72]],
  [403, [164, 192, 193, 497, 516]],
  [404, [16, 46, 47, 60, 73, 81, 115]],
];

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const said = wordsOf(error);
  const code = Number(/^Code: (\d+)/.exec(said)?.[1] ?? 1002);
  const status = STATUSES.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
  response.writeHead(status, { 'x-clickhouse-exception-code': String(code) }).end(`${said}\n`);
}
