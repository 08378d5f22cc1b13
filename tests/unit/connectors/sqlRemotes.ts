import { type ClickHouseStandIn, startClickHouse } from '../../../scripts/standins/clickhouse.ts';
import { type PostgresServer, startPostgres } from '../../../scripts/standins/postgres.ts';
import { type SnowflakeStandIn, startSnowflake } from '../../../scripts/standins/snowflake.ts';
import { startRealClickHouse, whyNoClickHouse } from '../../clickhouse/realClickHouse.ts';
import type { RemoteSystem } from './apiRemotes.ts';
import { source, table } from './fixture.ts';
import type { Random } from './random.ts';
import { MERGE_TREE, PLAIN, REPLACING_MERGE_TREE, type SqlDialect } from './sqlDialects.ts';

/** A database that histories take place in, one after the other. */
export interface Database {
  readonly kind: string;
  readonly dialect: SqlDialect;
  readonly env: Readonly<Record<string, string>>;
  readonly run: (sql: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

async function clickhouseStandIn(): Promise<Database> {
  const server: ClickHouseStandIn = await startClickHouse();
  const env = { DB_URL: server.url, DB_USER: server.user, DB_PASSWORD: server.password };
  return { kind: 'clickhouse', dialect: PLAIN, env, run: (sql) => server.run(sql), close: () => server.close() };
}

async function clickhouse(dialect: SqlDialect): Promise<Database> {
  const server = await startRealClickHouse();
  const env = { DB_URL: server.url, DB_USER: server.user, DB_PASSWORD: server.password };
  return { kind: 'clickhouse', dialect, env, run: (sql) => server.run(sql), close: () => server.stop() };
}

const noClickHouse = whyNoClickHouse();
const CLICKHOUSES: Readonly<Record<string, () => Promise<Database>>> =
  noClickHouse === undefined
    ? {
        clickhouse: () => clickhouse(MERGE_TREE),
        'clickhouse, ReplacingMergeTree with FINAL': () => clickhouse(REPLACING_MERGE_TREE),
      }
    : { [`clickhouse (a stand-in: ${noClickHouse})`]: clickhouseStandIn };

export const DATABASES: Readonly<Record<string, () => Promise<Database>>> = {
  async postgres() {
    const server: PostgresServer = await startPostgres();
    const run = (sql: string) => server.query(sql);
    return { kind: 'postgres', dialect: PLAIN, env: { DB_URL: server.url }, run, close: () => server.stop() };
  },
  ...CLICKHOUSES,
  async snowflake() {
    const account: SnowflakeStandIn = await startSnowflake({ rowsPerPart: 20 });
    const env = {
      ...{ DB_URL: account.url, DB_ACCOUNT: 'acme', DB_WAREHOUSE: 'w' },
      ...{ DB_USER: account.user, DB_TOKEN: account.token },
    };
    const run = (sql: string) => account.run(sql);
    return { kind: 'snowflake', dialect: PLAIN, env, run, close: () => account.close() };
  },
};

/** One thing that happens at a minute: to any row, or a new one. A row that comes late is older than the overlap, or not. */
function happening(random: Random, minute: number, { at, insert, update, remove }: SqlDialect): string {
  const id = random.below(40);
  const added = (when: string): string => insert({ id, name: `new at ${minute}`, at: when });
  return (
    random.pick([
      added(at(minute)),
      added(at(minute - random.below(300))),
      added('null'),
      update(id, { id, name: `changed at ${minute}`, at: at(minute) }),
      update(id, { id, name: `changed a little back at ${minute}`, at: at(minute - random.below(30)) }),
      update(id, { id, name: `no cursor at ${minute}`, at: 'null' }),
      remove(`id = ${id}`),
      remove(`id % 7 = ${id % 7}`),
      update(id, { id: 1000 + minute }),
      'alter table history add column if not exists extra integer',
      'alter table history drop column if exists extra',
    ]) ?? ''
  );
}

/** A new table in the database, and what happens to it. */
export async function sqlHistory({ kind, dialect, env, run, close }: Database): Promise<RemoteSystem> {
  await run(`drop table if exists history; ${dialect.create}`);
  const columns = { id: 'bigint', name: 'varchar', updated_at: 'timestamp' };
  const rows = table(columns, { select: dialect.select }, { key: ['id'], cursor: 'updated_at' });
  let minute = 1000;
  return {
    ...{ from: source(kind, [rows], { connection: 'DB' }), env, close },
    async change(random) {
      minute += random.below(10);
      await run(happening(random, minute, dialect));
    },
  };
}
