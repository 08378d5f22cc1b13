import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type ClickHouseFault,
  type ClickHouseOptions,
  type ClickHouseStandIn,
  startClickHouse,
} from '../../../scripts/standins/clickhouse.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, readManifest, source, table, toldBy, useBench } from './fixture.ts';
import { randomOf } from './random.ts';

/** What goes wrong on the way, with a stand-in that can be told to fail; types, schemas and statements are in tests/clickhouse/. */
const bench = useBench();
const servers: ClickHouseStandIn[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  bench.waited.length = 0;
});

/** A table of 20 rows, the newest 20 hours after the oldest. */
const EVENTS = `
  create table events as select n::bigint as id, 'event ' || n as name, (n / 4)::decimal(18, 2) as amount,
    timestamp '2026-03-01 00:00:00.123456' + n * interval '1 hour' as updated_at, 'x' as note from range(1, 21) as numbers(n)`;

async function start(options: ClickHouseOptions = {}): Promise<ClickHouseStandIn> {
  const server = await startClickHouse(options);
  servers.push(server);
  await server.run(EVENTS);
  return server;
}

const COLUMNS = { id: 'bigint', name: 'varchar', amount: 'decimal(18,2)', updated_at: 'timestamp' };
const SELECT = 'select * from events';

function events(
  options: Readonly<Record<string, unknown>> = { select: SELECT },
  more: Parameters<typeof table>[2] = {},
  columns: Record<string, string> = COLUMNS,
) {
  return source('clickhouse', [table(columns, options, { key: ['id'], cursor: 'updated_at', ...more })], {
    connection: 'CH',
  });
}

function secrets(server: ClickHouseStandIn) {
  return { CH_URL: server.url, CH_USER: server.user, CH_PASSWORD: server.password };
}

async function pullFrom(server: ClickHouseStandIn, from = events(), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(secrets(server), bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

test('Insert, update, delete, a late row: the next pull asks from the cursor on, and equals a full pull.', async () => {
  const server = await start();
  const { outDir } = await pullFrom(server);
  expect(JSON.parse(await readManifest(outDir)).state).toEqual({ cursor: '2026-03-01T20:00:00.123456Z' });
  await server.run(`
    insert into events values (21, 'new', 1, '2026-03-01 21:00', ''), (22, 'a little late', 1, '2026-03-01 19:30', '');
    insert into events values (3, 'changed: another row of the same key', 1, '2026-03-01 22:00:00.000001', '');
    delete from events where id in (5, 20)`);
  const from = server.queries.length;
  const { manifests } = await bench.expectFullPull({ source: events(), outDir, effects: effects(secrets(server), []) });
  expect(manifests[0]?.rows).toBe(20);
  const asked = server.queries
    .slice(from)
    .filter((query) => query.startsWith('SELECT "'))
    .map((query) => query.replaceAll('\n', ' '));
  expect(asked.slice(0, 2)).toEqual([
    'SELECT "id" from (select * from events ) as q',
    `SELECT "id", "name", "amount", "updated_at" from (select * from events ) as q where "updated_at" >= parseDateTime64BestEffort('2026-03-01T19:00:00.123456Z', 6, 'UTC') or "updated_at" is null order by "updated_at" nulls first`,
  ]);
  await server.run(`insert into events values (23, 'very late', 1, '2026-02-01', '')`);
  await bench.expectFullPull({ source: events(), outDir, effects: effects(secrets(server), bench.logged) });
  expect(bench.logged.join()).toContain('Rows are there that never came.');
});

describe('what real services do', () => {
  const bad: readonly (readonly [string, Readonly<Record<number, ClickHouseFault>>])[] = [
    ['too many requests', { 1: 'busy', 4: 'busy' }],
    ['a service that is down for a while', { 2: 'down', 3: 'down' }],
    ['too many queries at once', { 2: 'crowded' }],
    ['a connection cut in the body', { 3: 'cut', 4: 'cut', 6: 'cut' }],
    ['an error behind the first rows', { 3: 'late error', 4: 'late error', 5: 'late error' }],
    ['an error that is written as a row', { 3: 'late error as a row', 4: 'late error as a row' }],
    ['an error between marks', { 3: 'late error between marks', 4: 'late error between marks' }],
    ['a service that falls silent', { 4: 'silent' }],
  ];
  test.each(bad)('The rows come once each through %s.', async (_, faults) => {
    const { rows } = await pullFrom(await start({ faults }), events({ select: SELECT, timeout_minutes: 0.01 }));
    expect(rows.map(([id]) => Number(id))).toEqual(Array.from({ length: 20 }, (__, index) => index + 1));
    expect(bench.waited.length).toBeGreaterThan(0);
  });

  test('The rows come once each where a fifth of all queries fails, in any way.', async () => {
    const random = randomOf(5);
    const kinds: readonly ClickHouseFault[] = ['busy', 'down', 'crowded', 'cut', 'late error', 'late error as a row'];
    const server = await start({ faults: () => (random.below(5) === 0 ? random.pick(kinds) : undefined) });
    const outDir = await bench.folder('out');
    for (let day = 2; day < 14; day += 1) {
      await server.run(`insert into events select 1000 * ${day} + n, 'of day ${day}', 1, timestamp '2026-03-01' + ${day} * interval '1 day' + n * interval '1 second', '' from range(300) as numbers(n);
        delete from events where id % 11 = ${day}`);
      await bench.expectFullPull({ source: events(), outDir, effects: effects(secrets(server), []) });
    }
    expect(bench.waited.length).toBeGreaterThan(10);
  });

  test('Retry-After is obeyed; what does not get better ends in one clear problem.', async () => {
    await pullFrom(await start({ faults: { 1: 'busy', 2: 'down' }, retryAfter: 7 }));
    expect(bench.waited).toEqual([7000, 7000]);
    expect(bench.logged).toContain('Waiting 7 s for app (clickhouse): it answered 429.');
    const told = await toldBy(pullFrom(await start({ faults: () => 'crowded' })));
    expect(told).toContain(
      'app.yml:1  ClickHouse says: Code: 202. DB::Exception: Too many simultaneous queries. Maximum: 100.. (SOME_ERROR)',
    );
  });
});

test('Missing variables are told all at once; passwords go over no open line.', async () => {
  const missing = (env: Record<string, string>) => missingSecrets(events(), effects(env).env);
  expect(await missing({})).toEqual(['CH_PASSWORD', 'CH_URL', 'CH_USER']);
  const open = { CH_URL: 'http://db.example:8123', CH_USER: 'u', CH_PASSWORD: 'p4711' };
  const told = await toldBy(
    bench.pull({ source: events(), outDir: await bench.folder('out'), effects: effects(open, []) }),
  );
  expect(told).toContain('CH_URL is not an address that begins with https://');
});

test('The password is in no file, line or message of a pull that fails.', async () => {
  const server = await start();
  const { outDir } = await pullFrom(server);
  const told = await toldBy(pullFrom(server, events({ select: `select * from "${server.password}"` }), outDir));
  expect(told).toContain('Table with name ••• does not exist');
  const wrong = { ...secrets(server), CH_PASSWORD: 'wrong-4711' };
  const refused = await toldBy(bench.pull({ source: events(), outDir, effects: effects(wrong, bench.logged) }));
  expect(refused).toContain('Authentication failed');
  const files = (await readdir(outDir, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  for (const secret of [server.password, 'wrong-4711'])
    expect([told, refused, ...bench.logged, ...texts].join('\n')).not.toContain(secret);
});
