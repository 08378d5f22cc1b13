import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickHouseStandIn, startClickHouse } from '../../../scripts/standins/clickhouse.ts';
import { type PostgresServer, startPostgres } from '../../../scripts/standins/postgres.ts';
import { type SnowflakeStandIn, startSnowflake } from '../../../scripts/standins/snowflake.ts';
import { effects, source, table, useBench } from './fixture.ts';
import { type Random, randomOf } from './random.ts';

const bench = useBench();
let postgres: PostgresServer;
let clickhouse: ClickHouseStandIn;
let snowflake: SnowflakeStandIn;
beforeAll(async () => {
  [postgres, clickhouse, snowflake] = await Promise.all([startPostgres(), startClickHouse(), startSnowflake()]);
}, 30_000);
afterAll(() => Promise.all([postgres?.stop(), clickhouse?.close(), snowflake?.close()]));

interface FarSide {
  readonly env: Readonly<Record<string, string>>;
  run(sql: string): Promise<unknown>;
}

const FAR_SIDES: Readonly<Record<string, () => FarSide>> = {
  postgres: () => ({ env: { DB_URL: postgres.url }, run: (sql) => postgres.query(sql) }),
  clickhouse: () => ({
    env: { DB_URL: clickhouse.url, DB_USER: clickhouse.user, DB_PASSWORD: clickhouse.password },
    run: (sql) => clickhouse.run(sql),
  }),
  snowflake: () => ({
    env: {
      ...{ DB_URL: snowflake.url, DB_ACCOUNT: 'acme', DB_WAREHOUSE: 'w' },
      ...{ DB_USER: snowflake.user, DB_PASSWORD: snowflake.password },
    },
    run: (sql) => snowflake.run(sql),
  }),
};

/** Minutes since the beginning, as SQL. */
const at = (minute: number): string => `timestamp '2026-03-01 00:00' + ${minute} * interval '1 minute'`;

/** One thing that happens at a minute: to any row, or a new one. A row that comes late is older than the overlap, or not. */
function happening(random: Random, minute: number): string {
  const id = random.below(40);
  const insert = (when: string): string =>
    `insert into history select ${id}, 'new at ${minute}', ${when} where not exists (select 1 from history where id = ${id})`;
  return (
    random.pick([
      insert(at(minute)),
      insert(at(minute - random.below(300))),
      insert('null'),
      `update history set name = 'changed at ${minute}', updated_at = ${at(minute)} where id = ${id}`,
      `update history set name = 'changed a little back at ${minute}', updated_at = ${at(minute - random.below(30))} where id = ${id}`,
      `update history set name = 'no cursor at ${minute}', updated_at = null where id = ${id}`,
      `delete from history where id = ${id}`,
      `delete from history where id % 7 = ${id % 7}`,
      `update history set id = ${1000 + minute} where id = ${id}`,
    ]) ?? ''
  );
}

describe.each(Object.keys(FAR_SIDES))('%s', (kind) => {
  test.each([1, 2, 3])(
    'Whatever happens, and wherever a pull ends, the next one leads to what a full pull gives (%i).',
    async (seed) => {
      const random = randomOf(seed);
      const { env, run } = FAR_SIDES[kind]?.() ?? { env: {}, run: async () => {} };
      await run(
        'drop table if exists history; create table history (id bigint, name varchar(200), updated_at timestamp)',
      );
      const columns = { id: 'bigint', name: 'varchar', updated_at: 'timestamp' };
      const rows = table(columns, { select: 'select * from history' }, { key: ['id'], cursor: 'updated_at' });
      const request = {
        source: source(kind, [rows], { connection: 'DB' }),
        outDir: await bench.folder('out'),
        effects: effects(env, []),
      };
      let minute = 1000;
      for (let round = 0; round < 12; round += 1) {
        for (let left = random.below(8); left > 0; left -= 1) {
          minute += random.below(10);
          await run(happening(random, minute));
        }
        let stepsLeft = random.below(8);
        const atStep = (): void => {
          stepsLeft -= 1;
          if (stepsLeft === 0) throw new Error('Ended in the middle.');
        };
        const ended = await bench.pull({ ...request, atStep }).then(() => 'well', String);
        expect(['well', 'Error: Ended in the middle.']).toContain(ended);
        await run(happening(random, minute));
        await bench.expectFullPull(request);
      }
    },
    60_000,
  );
});
