import pg from 'pg';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place, Source, SourceTable } from '../../types.ts';
import type { ColumnFamily, Connector } from '../connector.ts';
import { type Fault, faultOf, withRetries } from '../shared/retryPolicy.ts';
import { type Secrets, secretsOf } from '../shared/secrets.ts';
import { pullSqlTable, type SqlSession } from '../shared/sqlTable.ts';
import type { PostgresOptions } from './options.ts';
import { copyToDisk, endWhenSilent, selectToDisk } from './rows.ts';
import { missingPostgresSecrets, POSTGRES_SECRETS, type PostgresSettings, postgresSettings } from './settings.ts';

const CONNECT_MS = 20_000;
const SILENCE_MINUTES = 10;
/** A table may take so long in all; a silent connection ends long before. */
const TABLE_MS = 12 * 3_600_000;

/**
 * A Postgres database, or an engine that speaks its protocol. Each table is read in one read-only transaction over a
 * connection of its own, so its rows, its keys and its cursor are of one moment, and a broken connection costs one table.
 */
export const postgres: Connector<PostgresOptions> = {
  missingSecrets: missingPostgresSecrets,
  async connect({ source, effects, budget }) {
    const secrets = secretsOf(source, effects.env, POSTGRES_SECRETS);
    const settings = postgresSettings(source, secrets);
    const open = { source, settings };
    const call = <T>(place: Place, work: () => Promise<T>): Promise<T> =>
      withRetries(work, { budget, classify: faultOfPostgres, timeoutMs: TABLE_MS }).catch((error: unknown) => {
        throw asProblem(error, place, secrets);
      });
    const abilities = await call(source.place, () => withClient(open, abilitiesOf));
    return {
      pull: ({ table, folder, since }) =>
        call(table.place, () =>
          withClient(open, async (client) => {
            await begin(client, abilities);
            const session = sessionOf({ client, abilities, source, table });
            const brought = await pullSqlTable({ table, folder, since, source, session, now: effects.now });
            await client.query('rollback');
            return brought;
          }),
        ),
    };
  },
  // Each pull sees the table as it is at one moment: what came last is right, even where a cursor went back.
  version: () => null,
};

interface OpenRequest {
  readonly source: Source<PostgresOptions>;
  readonly settings: PostgresSettings;
}

async function withClient<T>({ source, settings }: OpenRequest, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const silentMs = (source.tables[0]?.options.timeout_minutes ?? SILENCE_MINUTES) * 60_000;
  const client = new pg.Client({
    ...settings,
    application_name: 'broadsheet',
    connectionTimeoutMillis: Math.min(CONNECT_MS, silentMs),
    keepAlive: true,
  });
  // What happens to a connection between two questions; the next question tells of it.
  client.on('error', () => {});
  try {
    await client.connect();
    endWhenSilent(client.connection.stream, silentMs);
    return await work(client);
  } finally {
    client.connection.stream.destroy();
  }
}

/** What an engine can do that speaks the protocol: not all know all of Postgres. */
interface Abilities {
  readonly begin: string;
  readonly settings: readonly string[];
  readonly isCopying: boolean;
}

/** The first that the engine takes. */
const BEGINNINGS = ['begin isolation level repeatable read, read only', 'begin read only', 'begin'];
const SETTINGS = [
  "set time zone 'UTC'",
  "set datestyle to 'ISO, YMD'",
  "set intervalstyle to 'postgres'",
  "set bytea_output to 'hex'",
  'set extra_float_digits to 1',
];

async function abilitiesOf(client: pg.Client): Promise<Abilities> {
  await client.query('select 1');
  const settings: string[] = [];
  for (const setting of SETTINGS) if (await isTaken(client, setting)) settings.push(setting);
  let begin = '';
  for (const beginning of BEGINNINGS) {
    if (begin !== '' || !(await isTaken(client, beginning))) continue;
    begin = beginning;
    await client.query('rollback');
  }
  const isCopying = await isTaken(
    client,
    "copy (select 1 as a) to stdout with (format csv, header true, force_quote *, null '\\N')",
  );
  return { begin, settings, isCopying };
}

/** Whether the engine knows such a statement. Throws what has nothing to do with the statement: a broken connection. */
async function isTaken(client: pg.Client, text: string): Promise<boolean> {
  try {
    await client.query(text);
    return true;
  } catch (error) {
    if (faultOfPostgres(error).isLater || !(error instanceof pg.DatabaseError)) throw error;
    return false;
  }
}

async function begin(client: pg.Client, abilities: Abilities): Promise<void> {
  for (const setting of abilities.settings) await client.query(setting);
  if (abilities.begin !== '') await client.query(abilities.begin);
}

interface SessionRequest {
  readonly client: pg.Client;
  readonly abilities: Abilities;
  readonly source: Source<PostgresOptions>;
  readonly table: SourceTable<PostgresOptions>;
}

function sessionOf({ client, abilities, source, table }: SessionRequest): SqlSession {
  const label = `${source.name}.${table.name}`;
  return {
    quoteName: pg.escapeIdentifier,
    // Without a cast, a text takes the type of what it is compared with.
    literal: (value) => pg.escapeLiteral(value),
    async describe(from) {
      const { fields } = await client.query(`select * from ${from} limit 0`);
      return fields.map(({ name, dataTypeID }) => ({ name, family: FAMILIES[dataTypeID] ?? 'other', type: '' }));
    },
    async highest({ name, family }, rest) {
      const column = pg.escapeIdentifier(name);
      const query = `select cast(max(${column}) as text) as highest ${rest}`;
      const { rows } = await client.query<{ readonly highest: string | null }>(query);
      const highest = rows[0]?.highest ?? null;
      // NaN is the highest of numbers, and nothing follows it.
      return family === 'number' && !/^-?\d/.test(highest ?? '') ? null : highest;
    },
    save({ columns, rest, path }) {
      const names = columns.map(({ name }) => name);
      const select = `select ${names.map(pg.escapeIdentifier).join(', ')} ${rest}`;
      const request = { client, select, path, label };
      // A CSV file of one column cannot tell a NULL from a blank line; a key is never NULL.
      const isCsv = names.length > 1 || table.key.includes(names[0] ?? '');
      return isCsv && abilities.isCopying ? copyToDisk(request) : selectToDisk({ ...request, columns: names });
    },
  };
}

/** By the numbers of Postgres' own types, which never change; types that somebody made are "other". */
const FAMILIES: Readonly<Record<number, ColumnFamily>> = Object.fromEntries(
  Object.entries({
    boolean: [16],
    number: [20, 21, 23, 26, 700, 701, 790, 1700],
    text: [18, 19, 25, 1042, 1043, 2950],
    date: [1082],
    time: [1083, 1114, 1184, 1266],
  } as const).flatMap(([family, numbers]) => numbers.map((number) => [number, family as ColumnFamily])),
);

/** Errors of the database that may not come again: connections, shutting down, a conflict with a standby's recovery, resources. */
const LATER = /^(08...|40...|53[^1]..|57P0[1235]|25P03)$/;

function faultOfPostgres(error: unknown): Fault {
  if (error instanceof ProblemsError) return { isLater: false };
  if (error instanceof pg.DatabaseError)
    return LATER.test(error.code ?? '')
      ? { isLater: true, why: `it answered with error ${error.code}` }
      : { isLater: false };
  // pg's own words, which have no code.
  if (error instanceof Error && /^(Connection terminated|timeout expired)/.test(error.message))
    return { isLater: true, why: 'the connection was cut' };
  return faultOf(error);
}

function asProblem(error: unknown, place: Place, secrets: Secrets): unknown {
  if (error instanceof ProblemsError || !(error instanceof Error)) return error;
  const { message } = error;
  const { detail = '', hint = '' } = error instanceof pg.DatabaseError ? error : {};
  const texts = [message, detail, hint].filter((text) => text !== '').map((text) => secrets.scrub(text));
  const said = error instanceof pg.DatabaseError ? 'The database says' : 'The database did not answer';
  return new ProblemsError([{ ...place, message: `${said}: ${texts.join(' ')}` }]);
}
