import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place, Source } from '../../types.ts';
import { type Connector, connectionVariable } from '../connector.ts';
import { jsonIn, valueAt } from '../shared/apiRow.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { type Fault, faultOf, withRetries } from '../shared/retryPolicy.ts';
import { missingOf, type Secrets, secretsOf } from '../shared/secrets.ts';
import { pullSqlTable, type SqlSession } from '../shared/sqlTable.ts';
import { columnSql, familyOf, literal, quoteName } from './columns.ts';
import type { ClickhouseOptions } from './options.ts';

const SILENCE_MINUTES = 10;
const QUERY_MS = 12 * 3_600_000;

/** A ClickHouse database over HTTP: each table is a SQL statement. It has no snapshots: see `pullSqlTable` for the order of questions. */
export const clickhouse: Connector<ClickhouseOptions> = {
  missingSecrets: (source, env) => missingOf(source, env, ['URL', 'USER', 'PASSWORD']),
  async connect({ source, effects, budget }) {
    const secrets = secretsOf(source, effects.env, ['PASSWORD']);
    const client = clientOf(source, secrets);
    const speaker = { client, budget, secrets };
    await ask(speaker, { query: 'SELECT 1 AS one', place: source.place, read: text });
    return {
      pull: ({ table, folder, since }) => {
        const session = sessionOf({ ...speaker, place: table.place, label: `${source.name}.${table.name}` });
        return pullSqlTable({ table, folder, since, source, session, now: effects.now });
      },
      close: () => client.close(),
    };
  },
  // Rows come in the order of their cursor, so that the last to come is the newest also where a key is there twice.
  version: () => null,
};

function clientOf(source: Source<ClickhouseOptions>, secrets: Secrets): ClickHouseClient {
  const url = URL.parse(secrets.get('URL'));
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) || url.password !== '') {
    const message = `${connectionVariable(source, 'URL')} is not an address that begins with https:// and holds no password.`;
    throw new ProblemsError([{ ...source.place, message, hint: 'Write https://host:8443.' }]);
  }
  return createClient({
    url: url.origin,
    pathname: url.pathname,
    username: secrets.get('USER'),
    password: secrets.get('PASSWORD'),
    database: secrets.get('DATABASE') || 'default',
    application: 'broadsheet',
    request_timeout: (source.tables[0]?.options.timeout_minutes ?? SILENCE_MINUTES) * 60_000,
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      date_time_output_format: 'iso',
      // Numbers that JSON cannot hold.
      output_format_json_quote_64bit_integers: 1,
      output_format_json_quote_decimals: 1,
      output_format_json_quote_denormals: 1,
    },
  });
}

interface Speaker {
  readonly client: ClickHouseClient;
  readonly budget: CallBudget;
  readonly secrets: Secrets;
}

interface Question<T> {
  readonly query: string;
  readonly place: Place;
  /** Reads the body, from the beginning each time. */
  readonly read: (body: Readable) => Promise<T>;
}

/** Asks until there is a whole answer. */
async function ask<T>({ client, budget, secrets }: Speaker, { query, place, read }: Question<T>): Promise<T> {
  const once = async (signal: AbortSignal): Promise<T> => {
    const answer = await client.exec({
      query: `${query}\nFORMAT JSONEachRow`,
      abort_signal: signal,
      // The client would keep the status to itself, which says whether to come back.
      ignore_error_response: true,
    });
    const status = answer.http_status_code ?? 200;
    if (status >= 300) throw new Refusal(await text(answer.stream), status, answer.response_headers);
    return read(answer.stream);
  };
  return withRetries(once, { budget, classify, timeoutMs: QUERY_MS }).catch((error: unknown) => {
    if (error instanceof ProblemsError || !(error instanceof Error)) throw error;
    const said = error instanceof Refusal && error.code !== undefined ? 'ClickHouse says' : 'ClickHouse did not answer';
    const message = `${said}: ${secrets.scrub(error.message)}`;
    throw new ProblemsError([{ ...place, message }]);
  });
}

/** What ClickHouse says instead of rows. */
class Refusal extends Error {
  readonly status: number | undefined;
  readonly headers: unknown;

  constructor(body: string, status?: number, headers?: unknown) {
    // "Code: 62. DB::Exception: Syntax error: … (SYNTAX_ERROR) (version 24.8.1.1)": the version is nobody's business.
    const said = body
      .replace(/^[\s\S]*?(?=Code: \d+)/, '')
      .replace(/\s*\(version [^\n]*[\s\S]*$/, '')
      .trim();
    // What stands between may answer with a page of its own.
    super(
      /^Code: \d+/.test(said)
        ? said.slice(0, 1000)
        : status === undefined
          ? 'the answer broke off.'
          : `it answered ${status}.`,
    );
    this.status = status;
    this.headers = headers;
  }

  get code(): number | undefined {
    const found = /^Code: (\d+)/.exec(this.message)?.[1];
    return found === undefined ? undefined : Number(found);
  }
}

/** Too slow, too many queries at once, sockets, memory, aborted, replicas that are behind or read-only for now. */
const LATER = new Set([159, 202, 203, 209, 210, 236, 241, 242, 279, 319, 369, 425, 439, 999]);

function classify(error: unknown): Fault {
  if (error instanceof Refusal && error.code !== undefined)
    return LATER.has(error.code) ? { isLater: true, why: `it answered with error ${error.code}` } : { isLater: false };
  // The client's own words, which have no code.
  if (error instanceof Error && error.message === 'Timeout error.')
    return { isLater: true, why: 'there was no answer in time' };
  return faultOf(error);
}

function sessionOf({
  place,
  label,
  ...speaker
}: Speaker & { readonly place: Place; readonly label: string }): SqlSession {
  const rowsOf = async (query: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const body = await ask(speaker, { query, place, read: wholeText });
    return body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  return {
    quoteName,
    literal,
    async describe(from) {
      const rows = await rowsOf(`DESCRIBE TABLE (SELECT * FROM ${from})`);
      return rows.map(({ name, type }) => ({ name: String(name), family: familyOf(String(type)), type: String(type) }));
    },
    async highest({ name, family }, rest) {
      const [row] = await rowsOf(`SELECT maxOrNull(${quoteName(name)}) AS highest ${rest}`);
      const highest = row?.['highest'] ?? null;
      // NaN is a number to ClickHouse, and nothing follows it.
      return highest === null || (family === 'number' && !/^-?\d/.test(String(highest))) ? null : String(highest);
    },
    async save({ columns, rest, path }) {
      const query = `SELECT ${columns.map(columnSql).join(', ')} ${rest}`;
      await ask(speaker, {
        query,
        place,
        read: async (body) => {
          await pipeline(body, createWriteStream(path));
          await refuseBrokenEnd(path);
        },
      });
      return { format: 'json', path, label, newlineDelimited: true, gzip: false };
    },
  };
}

async function wholeText(body: Readable): Promise<string> {
  const whole = await text(body);
  refuseError(whole);
  return whole;
}

/** Of an error behind the rows, which ClickHouse cuts at 16 KB, and of what stands around it. */
const END_BYTES = 20_000;

async function refuseBrokenEnd(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, END_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    refuseError(buffer.toString());
  } finally {
    await file.close();
  }
}

/**
 * An error that comes after the first rows is written behind them, the status being long since sent: as text, where rows end in
 * "}\n", and by ClickHouse 23.9 to 25.10 as one row more, an object of which it is all.
 */
function refuseError(end: string): void {
  const last = end.slice(end.lastIndexOf('\n', end.length - 2) + 1);
  if (/^\{"exception":\s*"Code: \d+/.test(last)) throw new Refusal(String(valueAt(jsonIn(last), 'exception') ?? last));
  if (end !== '' && !end.endsWith('}\n')) throw new Refusal(end);
}
