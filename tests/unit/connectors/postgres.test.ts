import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type PostgresFault,
  type PostgresProxy,
  type PostgresProxyOptions,
  type PostgresServer,
  startPostgres,
  startPostgresProxy,
} from '../../../scripts/standins/postgres.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, readManifest, source, table, toldBy, useBench } from './fixture.ts';
import { randomOf } from './random.ts';

const bench = useBench();
const proxies: PostgresProxy[] = [];
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(() => server?.stop());
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  bench.waited.length = 0;
});

async function startProxy(options: Partial<PostgresProxyOptions> = {}): Promise<PostgresProxy> {
  const proxy = await startPostgresProxy({ port: server.port, ...options });
  proxies.push(proxy);
  return proxy;
}

function secrets(port = server.port): Record<string, string> {
  return { SHOP_URL: server.url.replace(`:${server.port}/`, `:${port}/`) };
}

const COLUMNS = { id: 'bigint', name: 'varchar', amount: 'decimal(18,2)', updated_at: 'timestamp' };

function shop(
  options: Readonly<Record<string, unknown>>,
  more: Parameters<typeof table>[2] = {},
  columns: Record<string, string> = COLUMNS,
) {
  return source('postgres', [table(columns, options, { key: ['id'], cursor: 'updated_at', ...more })], {
    connection: 'SHOP',
  });
}

async function pullFrom(from = shop({ table: 'public.orders' }), env = secrets(), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(env, bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

/** A table of 20 rows, the newest 20 hours after the oldest. */
async function makeOrders(): Promise<void> {
  await server.query(`
    drop table if exists orders cascade;
    create table orders (id bigint primary key, name text, amount numeric(18, 2), updated_at timestamptz, note text);
    insert into orders select n, 'order ' || n, n / 4.0, timestamptz '2026-03-01 00:00:00.123456+00' + n * interval '1 hour', 'x'
    from generate_series(1, 20) as n`);
}

describe('the rows', () => {
  test('Types arrive exactly: NULL is not empty text, decimals keep their digits, times are UTC to the microsecond.', async () => {
    await server.query(`
      drop table if exists things; create table things (id int, big numeric(30, 6), flag boolean, day date, at timestamptz,
        wall timestamp, label text, odd "char", token uuid, details jsonb, ratio float8);
      insert into things values
        (1, 123456789012345678901234.000001, true, '2026-03-01', '2026-03-01 01:30:00.000001+01', '2026-03-01 01:30:00', '', 'a',
          'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', '{"a": [1, null]}', 0.1),
        (2, null, null, null, null, null, null, null, null, null, null),
        (3, -0.5, false, '0001-01-01', '1969-12-31 23:59:59+00', '2026-02-28 00:00', E'a "quote", a\\nline, \\\\N and ÅÄÖ 한', 'b',
          'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', '[]', 1e300)`);
    const columns = {
      ...{ id: 'integer', big: 'decimal(38,6)', flag: 'boolean', day: 'date', at: 'timestamp', wall: 'timestamp' },
      ...{ label: 'varchar', odd: 'varchar', token: 'varchar', details: 'varchar', ratio: 'double' },
    };
    const { rows } = await pullFrom(shop({ table: 'things' }, { key: ['id'], cursor: 'at' }, columns));
    expect(rows).toEqual([
      [
        ...[
          1,
          '123456789012345678901234.000001',
          true,
          '2026-03-01',
          '2026-03-01 00:30:00.000001',
          '2026-03-01 01:30:00',
        ],
        ...['', 'a', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', '{"a": [1, null]}', 0.1],
      ],
      [2, null, null, null, null, null, null, null, null, null, null],
      [
        ...[
          3,
          '-0.500000',
          false,
          '0001-01-01',
          '1969-12-31 23:59:59',
          '2026-02-28 00:00:00',
          'a "quote", a\nline, \\N and ÅÄÖ 한',
        ],
        ...['b', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', '[]', 1e300],
      ],
    ]);
  });

  test('A single column keeps its NULLs; a statement may end with a comment or a semicolon; names may be odd.', async () => {
    await server.query(
      'drop table if exists "Odd.one"; drop schema if exists "My schema" cascade; create schema "My schema"',
    );
    await server.query(
      `create table "My schema"."Odd" ("a ""b""" text); insert into "My schema"."Odd" values (null), (''), ('x')`,
    );
    const one = { 'a "b"': 'varchar' };
    const bare = { key: [], cursor: undefined } as unknown as Parameters<typeof table>[2];
    const named = await pullFrom(shop({ table: 'My schema.Odd' }, bare, one));
    expect(named.rows.flat()).toEqual(['', 'x', null]);
    const selected = await pullFrom(shop({ select: 'select * from "My schema"."Odd" where true ; ' }, bare, one));
    expect(selected.rows.flat()).toEqual(['', 'x', null]);
    const commented = await pullFrom(shop({ select: `select 1 as "a ""b""" -- one` }, bare, one));
    expect(commented.rows.flat()).toEqual(['1']);
  });

  test('No rows are no mistake, and what comes later is found.', async () => {
    await makeOrders();
    await server.query('delete from orders');
    const { rows, outDir } = await pullFrom();
    expect(rows).toEqual([]);
    await server.query(`insert into orders values (1, 'a', 1, '2026-03-01')`);
    expect((await pullFrom(undefined, undefined, outDir)).rows).toEqual([['1', 'a', '1.00', '2026-03-01 00:00:00']]);
  });

  test('An engine that knows neither COPY nor such transactions gives the same rows one by one.', async () => {
    await makeOrders();
    await server.query(`insert into orders values (21, '', null, null), (22, E'a "b"\\nc', 0.1, '2026-03-01')`);
    const proxy = await startProxy({ refuses: /^(copy|begin isolation|set (datestyle|bytea))/ });
    const plain = await pullFrom(undefined, secrets(proxy.port));
    const copied = await pullFrom();
    expect(plain.rows).toHaveLength(22);
    expect(plain.manifests[0]?.rowsHash).toBe(copied.manifests[0]?.rowsHash);
    expect(proxy.statements.filter((text) => text.startsWith('copy'))).toHaveLength(1);
  });
});

describe('what has changed', () => {
  test('Insert, update, delete, a late row: the next pull asks from the cursor on, and equals a full pull.', async () => {
    await makeOrders();
    const { outDir } = await pullFrom();
    const manifest = JSON.parse(await readManifest(outDir));
    expect(manifest.state).toEqual({ cursor: '2026-03-01 20:00:00.123456+00' });
    await server.query(`
      insert into orders values (21, 'new', 1, '2026-03-01 21:00+00'), (22, 'a little late', 1, '2026-03-01 19:30+00');
      update orders set name = 'changed', updated_at = '2026-03-01 22:00:00.000001+00' where id = 3;
      delete from orders where id in (5, 20)`);
    const proxy = await startProxy();
    const from = shop({ table: 'public.orders' });
    const { manifests } = await bench.expectFullPull({
      source: from,
      outDir,
      effects: effects(secrets(proxy.port), bench.logged),
    });
    expect(manifests[0]?.rows).toBe(20);
    const copies = proxy.statements.filter((text) => text.startsWith('copy (select "'));
    expect(copies.map((text) => /"public"\."orders"(.*)\) to/.exec(text)?.[1])).toEqual([
      '',
      ` where "updated_at" >= '2026-03-01 19:00:00.123456+00' or "updated_at" is null`,
      '',
    ]);
    expect(JSON.parse(await readManifest(outDir)).state).toEqual({ cursor: '2026-03-01 22:00:00.000001+00' });
  });

  test('A row that came far too late makes the pull a whole one; a pull without news changes nothing.', async () => {
    await makeOrders();
    const { outDir } = await pullFrom();
    await server.query(`insert into orders values (23, 'very late', 1, '2026-02-01')`);
    const request = { source: shop({ table: 'public.orders' }), outDir, effects: effects(secrets(), bench.logged) };
    bench.logged.length = 0;
    expect((await bench.expectFullPull(request)).manifests[0]?.rows).toBe(21);
    expect(bench.logged.join()).toContain('Rows are there that never came.');
    const before = await readManifest(outDir);
    expect((await bench.pull(request)).reused).toBe(1);
    expect(await readManifest(outDir)).toBe(before);
  });

  test('A row that loses its cursor, or gets an older one, is as it is now; one of the year 9999 ends nothing.', async () => {
    await makeOrders();
    const request = {
      source: shop({ table: 'public.orders', overlap: '3h' }),
      outDir: await bench.folder('out'),
      effects: effects(secrets(), []),
    };
    await server.query(`insert into orders values (99, 'far', 1, '9999-12-31'), (98, 'never', 1, 'infinity')`);
    await server.query(`delete from orders where id = 98`);
    await bench.pull(request);
    expect(JSON.parse(await readManifest(request.outDir)).state).toEqual({ cursor: '2026-03-01 20:00:00.123456+00' });
    await server.query(`
      update orders set name = 'no cursor', updated_at = null where id = 4;
      update orders set name = 'older', updated_at = '2026-03-01 18:00+00' where id = 20;
      insert into orders values (24, 'new', 1, '2026-03-01 20:30+00')`);
    await bench.expectFullPull(request);
    await server.query(
      `update orders set name = 'again', updated_at = null where id = 4; delete from orders where id = 99`,
    );
    await bench.expectFullPull(request);
  });

  test('A number or a date may be the cursor, each with its overlap; a text may not.', async () => {
    await server.query(`
      drop table if exists versions; create table versions (id int primary key, version bigint, day date, code text);
      insert into versions select n, 9007199254740993 + n, date '2026-03-01' + n, 'k' || lpad(n::text, 3, '0') from generate_series(1, 9) as n`);
    const proxy = await startProxy();
    const columns = { id: 'integer', version: 'bigint', day: 'date', code: 'varchar' };
    for (const [cursor, options, state, from] of [
      ['version', { overlap: 2 }, '9007199254741002', '9007199254741000'],
      ['day', { overlap: '1d' }, '2026-03-10', '2026-03-09'],
    ] as const) {
      const request = {
        source: shop({ table: 'versions', ...options }, { cursor }, columns),
        outDir: await bench.folder('out'),
        effects: effects(secrets(proxy.port), []),
      };
      await bench.pull(request);
      expect(JSON.parse(await readManifest(request.outDir)).state).toEqual({ cursor: state });
      await bench.expectFullPull(request);
      expect(proxy.statements.join('\n')).toContain(`where "${cursor}" >= '${from}'`);
    }
    const flags = await toldBy(
      pullFrom(
        shop({ select: 'select id, true as ok from versions' }, { cursor: 'ok' }, { id: 'integer', ok: 'boolean' }),
      ),
    );
    expect(flags).toContain('The cursor "ok" is of a type without an order');
    const texts = await toldBy(pullFrom(shop({ table: 'versions' }, { cursor: 'code' }, columns)));
    expect(texts).toContain('The cursor "code" is a text there, which no pull can go on from.');
    const wrong = await toldBy(pullFrom(shop({ table: 'versions', overlap: 3 }, { cursor: 'day' }, columns)));
    expect(wrong).toContain('The cursor "day" is a time, and the overlap is none.');
  });

  test('A statement with a key that comes twice gives the row of the highest cursor, also when only one of both is new.', async () => {
    await makeOrders();
    const select = `select id % 10 as id, name, amount, updated_at from orders`;
    const request = { source: shop({ select }), outDir: await bench.folder('out'), effects: effects(secrets(), []) };
    expect((await bench.pull(request)).manifests[0]?.rows).toBe(10);
    await server.query(`insert into orders values (33, 'newest of 3', 1, '2026-03-01 23:00+00')`);
    const { manifests } = await bench.expectFullPull(request);
    expect((await bench.rowsOf(request.outDir, manifests[0]))[3]?.[1]).toBe('newest of 3');
  });

  test('One pull serves several brands, whether or not their column is declared; a row may move from one to another.', async () => {
    await makeOrders();
    await server.query(
      `alter table orders add brand text; update orders set brand = case when id % 3 = 0 then 'two' else 'one' end`,
    );
    const from = { ...shop({ table: 'orders' }), brands: ['one', 'two'], brandColumn: 'brand' };
    const request = { source: from, outDir: await bench.folder('out'), effects: effects(secrets(), []) };
    expect((await bench.pull(request)).manifests.map(({ rows }) => rows)).toEqual([14, 6]);
    await server.query(
      `update orders set brand = 'two', updated_at = '2026-03-02' where id = 1; delete from orders where id = 3`,
    );
    expect((await bench.expectFullPull(request)).manifests.map(({ rows }) => rows)).toEqual([13, 6]);
  });
});

describe('what is there now', () => {
  test('A missing column is told before anything is loaded; a new one is reported; a retyped one holds the table.', async () => {
    await makeOrders();
    const { outDir, manifests } = await pullFrom();
    const missing = await toldBy(
      pullFrom(shop({ table: 'orders' }, {}, { ...COLUMNS, amuont: 'integer', name2: 'varchar' }), secrets()),
    );
    expect(missing).toContain(
      'queries/sources/app.yml:4:3  "app.rows" has no column "amuont" there.  Did you mean "amount"?',
    );
    expect(missing).toContain('"app.rows" has no column "name2" there.');
    await server.query('alter table orders add column extra text');
    await pullFrom(undefined, undefined, outDir);
    expect(bench.logged.join('\n')).toContain('"extra"');
    await server.query('alter table orders alter amount type text');
    const retyped = await toldBy(pullFrom(undefined, undefined, outDir));
    expect(retyped).toContain('The column "amount" of app.rows was of the type number, and is text now.');
    expect(JSON.parse(await readManifest(outDir)).rowsHash).toBe(manifests[0]?.rowsHash);
  });

  test('What the database says to a wrong name or statement is told at the table.', async () => {
    expect(await toldBy(pullFrom(shop({ table: 'public.orderz' })))).toContain(
      'queries/sources/app.yml:4:3  The database says: relation "public.orderz" does not exist',
    );
    expect(await toldBy(pullFrom(shop({ select: 'selekt 1' })))).toContain('syntax error');
    expect(await toldBy(pullFrom(shop({})))).toContain('needs either `table`, the name of a table, or `select`');
    const harm = await toldBy(
      pullFrom(
        shop({ select: "select setval('s', 1) as id from (select 1) as x" }, {}, { id: 'bigint', updated_at: 'date' }),
      ),
    );
    expect(harm).toContain('does not exist');
    await server.query(
      'create or replace function harm() returns int language plpgsql volatile as $$ begin delete from orders; return 1; end $$',
    );
    expect(
      await toldBy(
        pullFrom(
          shop({ select: 'select harm() as id, now() as updated_at' }, {}, { id: 'bigint', updated_at: 'timestamp' }),
        ),
      ),
    ).toContain('cannot execute DELETE in a read-only transaction');
  });
});

describe('what real services do', () => {
  const bad: readonly (readonly [string, Readonly<Record<number, PostgresFault>>])[] = [
    ['a server that takes no connection at first', { 1: 'refused', 2: 'refused' }],
    ['a server without a free connection', { 1: 'busy', 3: 'busy', 4: 'busy' }],
    ['a server that is starting', { 1: 'starting' }],
    ['a connection cut in the body', { 2: 'cut', 3: 'cut' }],
    ['a server that is shut down in mid-pull', { 2: 'shutdown' }],
    ['a server that falls silent', { 2: 'silent' }],
  ];
  test.each(bad)('The rows come once each through %s.', async (_, faults) => {
    await makeOrders();
    const proxy = await startProxy({ faults });
    const from = shop({ table: 'orders', timeout_minutes: 0.002 });
    const { rows } = await pullFrom(from, secrets(proxy.port));
    expect(rows.map(([id]) => Number(id))).toEqual(Array.from({ length: 20 }, (__, index) => index + 1));
    expect(bench.waited.length).toBeGreaterThan(0);
  });

  test('The rows come once each where a fifth of all connections fails, in any way.', async () => {
    await server.query(`drop table if exists many; create table many as
      select n as id, 'row ' || n as name, n / 4.0 as amount, timestamp '2026-03-01' + n * interval '5 minutes' as updated_at from generate_series(1, 5000) as n`);
    const random = randomOf(11);
    const kinds: readonly PostgresFault[] = ['refused', 'busy', 'starting', 'cut', 'shutdown'];
    const proxy = await startProxy({ faults: () => (random.below(5) === 0 ? random.pick(kinds) : undefined) });
    const tables = Array.from({ length: 8 }, (_, index) =>
      table(COLUMNS, { table: 'many' }, { key: ['id'], cursor: 'updated_at', name: `t${index}` }),
    );
    const from = source('postgres', tables, { connection: 'SHOP' });
    const outDir = await bench.folder('out');
    const whole = await pullFrom(shop({ table: 'many' }));
    const { manifests } = await bench.pull({ source: from, outDir, effects: effects(secrets(proxy.port), []) });
    expect(new Set(manifests.map(({ rowsHash }) => rowsHash))).toEqual(new Set([whole.manifests[0]?.rowsHash]));
    await server.query(
      `update many set amount = 0, updated_at = '2026-03-20' where id % 7 = 0; delete from many where id = 8`,
    );
    const again = await bench.pull({ source: from, outDir, effects: effects(secrets(proxy.port), []) });
    const now = await pullFrom(shop({ table: 'many' }));
    expect(new Set(again.manifests.map(({ rowsHash }) => rowsHash))).toEqual(new Set([now.manifests[0]?.rowsHash]));
    expect(bench.waited.length).toBeGreaterThan(1);
  });

  test('What does not get better ends in one clear problem, and what was there stays.', async () => {
    await makeOrders();
    const { outDir } = await pullFrom();
    const before = await readManifest(outDir);
    const proxy = await startProxy({ faults: (connection) => (connection > 1 ? 'cut' : undefined) });
    await server.query(`update orders set name = 'other', updated_at = '2026-03-02'`);
    expect(await toldBy(pullFrom(undefined, secrets(proxy.port), outDir))).toContain(
      'The database did not answer: Connection terminated',
    );
    expect(await readManifest(outDir)).toBe(before);
    expect(bench.waited).toEqual([1000, 2000, 4000, 8000, 16000]);
    expect(bench.logged).toContain('Waiting 4 s for app (postgres): the connection was cut.');
    const busy = await startProxy({ faults: () => 'busy' });
    expect(await toldBy(pullFrom(undefined, secrets(busy.port)))).toContain('sorry, too many clients already');
  });
});

describe('signing in', () => {
  const missing = (env: Record<string, string>) => missingSecrets(shop({}), effects(env).env);

  test('By one address or by its parts; missing variables are told all at once.', async () => {
    await makeOrders();
    const { port, user, password, database } = server;
    const parts = {
      SHOP_HOST: '127.0.0.1',
      SHOP_PORT: String(port),
      SHOP_USER: user,
      SHOP_PASSWORD: password,
      SHOP_DATABASE: database,
    };
    expect((await pullFrom(undefined, parts)).rows).toHaveLength(20);
    expect(await missing({})).toEqual(['SHOP_URL']);
    expect(await missing({ SHOP_HOST: 'x' })).toEqual(['SHOP_DATABASE', 'SHOP_PASSWORD', 'SHOP_USER']);
    expect(await missing({ SHOP_HOST: 'x', SHOP_USER: 'y', SHOP_DATABASE: 'z', SHOP_SSLKEY: 'k' })).toEqual([]);
    expect(await toldBy(pullFrom(undefined, {}))).toContain('needs environment variables that are not set: SHOP_URL.');
  });

  test('A wrong password, database, address or way of encryption is told, and never with the secret in it.', async () => {
    const told = (env: Record<string, string>) => toldBy(pullFrom(undefined, env));
    const { SHOP_URL = '' } = secrets();
    expect(await told({ SHOP_URL, SHOP_PASSWORD: 'wrong' })).toContain(
      'app.yml:1  The database says: password authentication failed for user "reader"  Look at SHOP_…, which docs/sources/postgres.md explains.',
    );
    expect(await told({ SHOP_URL, SHOP_DATABASE: 'nowhere' })).toContain('database "nowhere" does not exist');
    expect(await told({ SHOP_URL: 'mysql://a:b@c/d' })).toContain('SHOP_URL is no address of a database.');
    expect(await told({ SHOP_URL, SHOP_PORT: '70000' })).toContain('SHOP_PORT is no port.');
    expect(await told({ SHOP_URL: `${SHOP_URL}?sslmode=prefer` })).toContain(
      'SHOP_SSLMODE is "prefer".  It is one of: disable, require, verify-full.',
    );
    // The server here knows no encryption: so nothing is sent that is not encrypted.
    expect(await told({ SHOP_URL: `${SHOP_URL}?sslmode=require` })).toContain(
      'The server does not support SSL connections',
    );
    expect(await told({ SHOP_URL, SHOP_SSLMODE: 'verify-full' })).toContain(
      'The server does not support SSL connections',
    );
  });

  test('The password is in no file, line or message of a pull that fails.', async () => {
    await makeOrders();
    const { outDir } = await pullFrom();
    const lost = shop({ select: `select * from "${server.password}"` });
    const told = await toldBy(pullFrom(lost, secrets(), outDir));
    expect(told).toContain('relation "•••" does not exist');
    const files = (await readdir(outDir, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
    for (const secret of [server.password, encodeURIComponent(server.password)])
      expect([told, ...bench.logged, ...texts].join('\n')).not.toContain(secret);
  });
});
