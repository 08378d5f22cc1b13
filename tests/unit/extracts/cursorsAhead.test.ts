import { afterEach, describe, expect, test } from 'vitest';
import { startHttp } from '../../../scripts/standins/http.ts';
import { startHubSpot } from '../../../scripts/standins/hubspot.ts';
import { startPostgres } from '../../../scripts/standins/postgres.ts';
import { startSnowflake } from '../../../scripts/standins/snowflake.ts';
import type { Source } from '../../../src/types.ts';
import { effects, NOW, readManifest, source, table, useBench } from '../connectors/fixture.ts';
import { crm, Org } from '../connectors/opportunityOrg.ts';

const bench = useBench();
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
  bench.logged.length = 0;
});

/** An hour after the first pull, which is at NOW. */
const LATER = '2026-11-23T06:00:00Z';

/** Pulls at NOW, lets something happen, pulls again: the row that changed is as it is, and was asked for as a change. */
async function pullTwice(from: Source, env: Record<string, string>, change: () => unknown) {
  const outDir = await bench.folder('out');
  const pull = (now: string) =>
    bench.pull({ source: from, outDir, effects: effects(env, bench.logged, now), brands: ['one'] });
  await pull(NOW);
  await change();
  const { manifests } = await pull(LATER);
  expect(await pullOf(outDir)).toMatchObject({ mode: 'changes' });
  return bench.rowsOf(outDir, manifests[0]);
}

async function pullOf(outDir: string): Promise<unknown> {
  return JSON.parse(await readManifest(outDir)).pull;
}

describe('A row that is stamped 2099 takes no cursor past what comes later:', () => {
  const CURSORS: Readonly<Record<string, readonly [type: string, far: string, old: string, next: string]>> = {
    'a time': ['timestamp', "timestamp '2099-01-01'", "timestamp '2026-11-23 04:00'", "timestamp '2026-11-23 05:30'"],
    'a time of tomorrow': [
      'timestamp',
      "timestamp '2026-11-23 20:00'",
      "timestamp '2026-11-23 04:00'",
      "timestamp '2026-11-23 05:30'",
    ],
    'a day': ['date', "date '2099-01-01'", "date '2026-11-22'", "date '2026-11-23'"],
    'seconds since 1970': ['bigint', '4070908800', '1795406400', '1795411800'],
    'milliseconds since 1970': ['bigint', '4070908800000', '1795406400000', '1795411800000'],
    'microseconds since 1970': ['bigint', '4070908800000000', '1795406400000000', '1795411800000000'],
  };
  const sql =
    (from: (type: string) => Source, env: Record<string, string>, run: (text: string) => Promise<unknown>) =>
    async ([type, far, old, next]: (typeof CURSORS)[string]) => {
      await run('drop table if exists t');
      await run(`create table t as select 1 as id, 'a' as name, ${old} as stamp union all select 2, 'b', ${far}`);
      const rows = await pullTwice(from(type), env, () =>
        run(`update t set name = 'changed', stamp = ${next} where id = 1`),
      );
      expect(
        rows.map(([, name]) => name),
        type,
      ).toEqual(['changed', 'b']);
    };
  const sqlTable = (kind: string, select: string) => (type: string) =>
    source(
      kind,
      [table({ id: 'bigint', name: 'varchar', stamp: type }, { select }, { key: ['id'], cursor: 'stamp' })],
      {
        connection: 'DB',
      },
    );

  test('SQL', { timeout: 120_000 }, async () => {
    const account = await startSnowflake({});
    open.push(account);
    const env = { DB_URL: account.url, DB_ACCOUNT: 'acme', DB_WAREHOUSE: 'w', DB_USER: account.user };
    const select = 'select id as "id", name as "name", stamp as "stamp" from t';
    const check = sql(sqlTable('snowflake', select), { ...env, DB_TOKEN: account.token }, (text) => account.run(text));
    for (const cursor of Object.values(CURSORS)) await check(cursor);
  });

  test('SQL, Postgres', { timeout: 120_000 }, async () => {
    const server = await startPostgres();
    open.push({ close: () => server.stop() });
    const check = sql(sqlTable('postgres', 'select * from t'), { DB_URL: server.url }, (text) => server.query(text));
    for (const cursor of Object.values(CURSORS)) await check(cursor);
  });

  test('Ids that grow beyond what a time would be are gone on from.', { timeout: 60_000 }, async () => {
    const account = await startSnowflake({});
    open.push(account);
    await account.run(
      "create table t as select 1795410000 - 50 + n as id, 'a' as name from range(0, 200000, 1000) as ids(n)",
    );
    const env = { DB_URL: account.url, DB_ACCOUNT: 'acme', DB_WAREHOUSE: 'w', DB_USER: account.user };
    const ids = table(
      { id: 'bigint', name: 'varchar' },
      { select: 'select id as "id", name as "name" from t' },
      {
        key: ['id'],
        cursor: 'id',
      },
    );
    const from = source('snowflake', [ids], { connection: 'DB' });
    const outDir = await bench.folder('out');
    const pull = () => bench.pull({ source: from, outDir, effects: effects({ ...env, DB_TOKEN: account.token }) });
    await pull();
    await account.run("insert into t values (1795700001, 'new')");
    await pull();
    expect(await pullOf(outDir)).toMatchObject({ mode: 'changes', rows: 2 });
  });

  test('Salesforce', async () => {
    const org = new Org();
    open.push(org);
    await org.start();
    org.put(1, { SystemModstamp: '2026-11-23T04:00:00.000+0000' });
    org.put(2, { SystemModstamp: '2099-01-01T00:00:00.000+0000' });
    const change = () => org.put(1, { Name: 'changed', SystemModstamp: '2026-11-23T05:30:00.000+0000' });
    expect((await pullTwice(crm(), org.secrets(), change)).map(([, name]) => name)).toEqual(['changed', 'Deal 2']);
  });

  test('HubSpot', async () => {
    const properties = ['name', 'createdate', 'hs_lastmodifieddate'].map((name) => ({ name, type: 'string' }));
    const record = (id: string, name: string, hs_lastmodifieddate: string) => ({
      id,
      properties: { name, createdate: '2026-11-01T00:00:00.000Z', hs_lastmodifieddate },
    });
    const records = [record('1', 'a', '2026-11-23T04:00:00.000Z'), record('2', 'b', '2099-01-01T00:00:00.000Z')];
    const hub = await startHubSpot({ objects: { deals: { properties, records } } });
    open.push(hub);
    const deals = table({ id: 'bigint', name: 'varchar' }, { object: 'deals' }, { key: ['id'] });
    const env = { HUB_ACCESS_TOKEN: hub.accessToken, HUB_URL: hub.url };
    const change = () => {
      records[0] = record('1', 'changed', '2026-11-23T05:30:00.000Z');
    };
    const rows = await pullTwice(source('hubspot', [deals], { connection: 'HUB' }), env, change);
    expect(rows.map(([, name]) => name)).toEqual(['changed', 'b']);
  });

  test('HTTP', async () => {
    const order = (id: number, name: string, updated_at: string) => ({ id, name, updated_at, removed_at: null });
    const orders = [order(1, 'a', '2026-11-23T04:00:00Z'), order(2, 'b', '2099-01-01T00:00:00Z')];
    const shop = await startHttp({ orders });
    open.push(shop);
    const since = { param: 'since', deleted: 'removed_at' };
    const rows = table(
      { id: 'bigint', name: 'varchar', updated_at: 'timestamp' },
      { auth: 'token', url: 'whole', since },
      { key: ['id'], cursor: 'updated_at' },
    );
    const env = { SHOP_URL: shop.url, SHOP_TOKEN: shop.token };
    const change = () => {
      orders[0] = order(1, 'changed', '2026-11-23T05:30:00Z');
    };
    const pulled = await pullTwice(source('http', [rows], { connection: 'SHOP' }), env, change);
    expect(pulled.map(([, name]) => name)).toEqual(['changed', 'b']);
  });
});

describe('A text is no cursor there, whatever it is declared as:', () => {
  test('SQL', async () => {
    const account = await startSnowflake({});
    open.push(account);
    await account.run(`create table t as select 1 as "id", '2026-11-01' as "stamp"`);
    const rows = table(
      { id: 'bigint', stamp: 'timestamp' },
      { select: 'select * from t' },
      { key: ['id'], cursor: 'stamp' },
    );
    const env = { DB_URL: account.url, DB_ACCOUNT: 'acme', DB_WAREHOUSE: 'w', DB_USER: account.user };
    const pull = bench.pull({
      source: source('snowflake', [rows], { connection: 'DB' }),
      outDir: await bench.folder('out'),
      effects: effects({ ...env, DB_TOKEN: account.token }),
    });
    await expect(pull).rejects.toThrow(
      'The cursor "stamp" is a text there, which no pull can go on from.  Choose a time, a date or a number, or cast it to one in `select`.',
    );
  });
});
