import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type SnowflakeFault,
  type SnowflakeOptions,
  type SnowflakePartFault,
  type SnowflakeStandIn,
  startSnowflake,
} from '../../../scripts/standins/snowflake.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, readManifest, source, table, toldBy, useBench } from './fixture.ts';
import { randomOf } from './random.ts';

const bench = useBench();
const servers: SnowflakeStandIn[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

/** A table of 20 rows, the newest 20 hours after the oldest. */
const EVENTS = `
  create table events as select n::bigint as ID, 'event ' || n as NAME, (n / 4)::decimal(18, 2) as AMOUNT,
    timestamp '2026-03-01 00:00:00.123456' + n * interval '1 hour' as UPDATED_AT, 'x' as NOTE from range(1, 21) as numbers(n)`;

async function start(options: SnowflakeOptions = {}): Promise<SnowflakeStandIn> {
  const server = await startSnowflake(options);
  servers.push(server);
  await server.run(EVENTS);
  return server;
}

const COLUMNS = { ID: 'bigint', NAME: 'varchar', AMOUNT: 'decimal(18,2)', UPDATED_AT: 'timestamp' };
const SELECT = 'select * from events';

function events(
  options: Readonly<Record<string, unknown>> = { select: SELECT },
  more: Parameters<typeof table>[2] = {},
  columns: Record<string, string> = COLUMNS,
) {
  return source('snowflake', [table(columns, options, { key: ['ID'], cursor: 'UPDATED_AT', ...more })], {
    connection: 'SNOW',
  });
}

function secrets(server: SnowflakeStandIn) {
  return {
    SNOW_URL: server.url,
    SNOW_ACCOUNT: 'acme',
    SNOW_USER: server.user,
    SNOW_TOKEN: server.token,
    SNOW_WAREHOUSE: 'reports',
  };
}

async function pullFrom(server: SnowflakeStandIn, from = events(), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(secrets(server), bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

test('Types arrive exactly: NULL is not empty text, large numbers keep their digits, times are UTC to the microsecond.', async () => {
  const server = await start({ rowsPerPart: 1 });
  await server.run(`create table things as select * from (values
    (1, 9007199254740993::bigint, 123456789012345678901234567890123456.25::decimal(38, 2), true, date '2026-03-01', timestamp '2026-03-01 01:30:00.000001', timestamptz '2026-03-01 01:30:00.000001+01', '', 0.1::double),
    (2, null, null, null, null, null, null, null, null),
    (3, -1, -0.5, false, date '1969-12-31', timestamp '1969-12-31 23:59:59', timestamptz '1969-12-31 23:59:59+00', E'a "b"\\n\\\\N 한', 1e300)) as t(id, big, amount, flag, day, moment, zoned, label, ratio)`);
  const columns = {
    id: 'integer',
    big: 'bigint',
    amount: 'decimal(38,2)',
    flag: 'boolean',
    day: 'date',
    moment: 'timestamp',
    zoned: 'timestamp',
    label: 'varchar',
    ratio: 'double',
  };
  const { rows } = await pullFrom(
    server,
    events({ select: 'select * from things ;' }, { key: ['id'], cursor: 'zoned' }, columns),
  );
  expect(rows).toEqual([
    [
      1,
      '9007199254740993',
      '123456789012345678901234567890123456.25',
      true,
      '2026-03-01',
      '2026-03-01 01:30:00.000001',
      '2026-03-01 00:30:00.000001',
      '',
      0.1,
    ],
    [2, null, null, null, null, null, null, null, null],
    [3, '-1', '-0.50', false, '1969-12-31', '1969-12-31 23:59:59', '1969-12-31 23:59:59', 'a "b"\n\\N 한', 1e300],
  ]);
});

test('Insert, update, delete, a late row: the next pull asks from the cursor on, and equals a full pull.', async () => {
  const server = await start();
  const { outDir } = await pullFrom(server);
  expect(JSON.parse(await readManifest(outDir)).state).toEqual({ cursor: '2026-03-01T20:00:00.123456000' });
  await server.run(`
    insert into events values (21, 'new', 1, '2026-03-01 21:00', ''), (22, 'a little late', 1, '2026-03-01 19:30', '');
    insert into events values (3, 'changed: another row of the same key', 1, '2026-03-01 22:00:00.000001', '');
    delete from events where id in (5, 20)`);
  const from = server.statements.length;
  const { manifests } = await bench.expectFullPull({ source: events(), outDir, effects: effects(secrets(server), []) });
  expect(manifests[0]?.rows).toBe(20);
  const asked = server.statements
    .slice(from)
    .filter((query) => query.startsWith('select to_varchar("'))
    .map((query) => query.replaceAll('\n', ' '));
  expect(asked.slice(0, 2)).toEqual([
    'select to_varchar("ID") from (select * from events ) as q',
    `select to_varchar("ID"), "NAME", to_varchar("AMOUNT"), to_varchar("UPDATED_AT", 'YYYY-MM-DD"T"HH24:MI:SS.FF9') from (select * from events ) as q where "UPDATED_AT" >= '2026-03-01T19:00:00.123456000'::timestamp_ntz or "UPDATED_AT" is null order by "UPDATED_AT" nulls first`,
  ]);
  await server.run(`insert into events values (23, 'very late', 1, '2026-02-01', '')`);
  await bench.expectFullPull({ source: events(), outDir, effects: effects(secrets(server), bench.logged) });
  expect(bench.logged.join()).toContain('Rows are there that never came.');
});

test('Without a key or a cursor all rows come each time, and equal rows are an equal extract.', async () => {
  const server = await start();
  const from = events(undefined, { key: [] });
  const first = await pullFrom(server, from);
  await server.run('create or replace table events as select * from events order by id desc');
  const again = await pullFrom(server, from, first.outDir);
  expect(again.reused).toBe(1);
  expect(again.rows).toHaveLength(20);
});

test('A missing column is told before anything is loaded; a new one is reported; a retyped one holds the table.', async () => {
  const server = await start();
  const { outDir, manifests: first } = await pullFrom(server);
  expect(first[0]).toMatchObject({ undeclared: ['NOTE'] });
  const missing = await toldBy(pullFrom(server, events({ select: SELECT }, {}, { ...COLUMNS, AMUONT: 'integer' })));
  expect(missing).toContain('"app.rows" has no column "AMUONT" there.  Did you mean "AMOUNT"?');
  await server.run('alter table events alter amount type varchar');
  const retyped = await toldBy(pullFrom(server, undefined, outDir));
  expect(retyped).toContain('The column "AMOUNT" of app.rows was of the type number, and is text now.');
  const wrong = await toldBy(pullFrom(server, events({ select: 'select * from eventz' })));
  expect(wrong).toContain(
    'queries/sources/app.yml:4:3  Snowflake did not give what was asked for: it answered 422. SQL compilation error: Error: Catalog Error: Table with name eventz does not exist',
  );
});

describe('what real services do', () => {
  const bad: readonly (readonly [string, SnowflakeOptions])[] = [
    ['too many requests', { faults: { 1: 'busy', 4: 'busy' } }],
    ['a service that is down for a while', { faults: { 2: 'down', 3: 'down' } }],
    ['a connection cut in the body', { faults: { 1: 'cut', 4: 'cut', 6: 'cut' } }],
    ['a service that falls silent', { faults: { 2: 'silent', 5: 'silent' } }],
  ];
  test.each(bad)('The rows come once each through %s.', async (_, options) => {
    const { rows } = await pullFrom(await start(options), events({ select: SELECT, timeout_minutes: 0.01 }));
    expect(rows.map(([id]) => Number(id))).toEqual(Array.from({ length: 20 }, (__, index) => index + 1));
    expect(bench.waited.length).toBeGreaterThan(0);
  });

  test('The rows come once each where a fifth of all calls fails, in any way.', async () => {
    const random = randomOf(5);
    const kinds: readonly SnowflakeFault[] = ['busy', 'down', 'running', 'cut'];
    const parts: readonly SnowflakePartFault[] = ['busy', 'down', 'cut', 'short'];
    const server = await start({
      rowsPerPart: 100,
      faults: () => (random.below(5) === 0 ? random.pick(kinds) : undefined),
      partFaults: () => (random.below(5) === 0 ? random.pick(parts) : undefined),
    });
    const outDir = await bench.folder('out');
    for (let day = 2; day < 6; day += 1) {
      await server.run(`insert into events select 1000 * ${day} + n, 'of day ${day}', 1, timestamp '2026-03-01' + ${day} * interval '1 day' + n * interval '1 second', '' from range(300) as numbers(n);
        delete from events where id % 11 = ${day}`);
      await bench.expectFullPull({ source: events(), outDir, effects: effects(secrets(server), []) });
    }
    expect(bench.waited.length).toBeGreaterThan(3);
  });

  test('Each part of a result comes again by itself; a busy answer says how long to wait.', async () => {
    const partFaults = { 2: 'cut', 3: 'short', 4: 'busy' } as const;
    const server = await start({ partFaults, retryAfter: 7, rowsPerPart: 6 });
    const { rows } = await pullFrom(server);
    expect(rows.map(([id]) => Number(id))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(bench.waited).toEqual([1000, 2000, 7000]);
    expect(server.statements).toHaveLength(4);
  });

  test('A part that is not there, or stays without all its rows, fails the table.', async () => {
    const missing = toldBy(pullFrom(await start({ partFaults: () => 'missing', rowsPerPart: 6 })));
    expect(await missing).toContain('it answered 404. Result partition 1 is not there.');
    const short = toldBy(pullFrom(await start({ partFaults: () => 'short', rowsPerPart: 6 })));
    expect(await short).toContain('Snowflake did not give what was asked for: the answer was not whole.');
  });

  test('A statement that runs for long is waited for, outside of the budget, and run once.', async () => {
    const server = await start({ faults: { 1: 'running', 4: 'running' } });
    const { rows } = await pullFrom(server);
    expect(rows).toHaveLength(20);
    expect(server.statements).toHaveLength(4);
    expect(server.calls.filter((call) => call.startsWith('GET'))).toHaveLength(6);
    expect(bench.logged.join()).not.toContain('Waiting');
  });

  test('A statement that runs for too long is cancelled, and told.', async () => {
    const server = await start({ faults: { 4: 'running' } });
    const from = (minutes: number) => events({ select: SELECT, timeout_minutes: minutes });
    expect(await toldBy(pullFrom(server, from(0.005)))).toContain('longer than `timeout_minutes`, and was cancelled');
    expect(server.calls.at(-1)).toMatch(/^POST .*[/]cancel$/);
    expect(server.bodies[0]).toMatchObject({ timeout: 1, warehouse: 'reports', parameters: { timezone: 'UTC' } });
    const late = await toldBy(pullFrom(await start({ faults: { 4: 'timeout' } })));
    expect(late).toContain('it answered 408. Statement reached its statement or warehouse timeout.');
    expect(bench.logged.join()).not.toContain('Waiting');
  });

  test('A result that is too large is told; no redirect is followed.', async () => {
    const large = await toldBy(pullFrom(await start({ faults: { 4: 'large' } })));
    expect(large).toContain('The result is too large for its SQL API.');
    expect(await toldBy(pullFrom(await start({ faults: { 1: 'moved' } })))).toContain('it answered 302.');
  });

  test('A statement whose answer was lost is not run twice.', async () => {
    const server = await start({ faults: { 4: 'cut' } });
    await pullFrom(server);
    expect(server.statements).toHaveLength(4);
  });

  test('What does not get better ends in one clear problem.', async () => {
    const told = await toldBy(pullFrom(await start({ faults: () => 'busy' })));
    expect(told).toContain(
      'app.yml:1  Snowflake did not give what was asked for: it answered 429. Too many requests.  Run it again later',
    );
    expect(bench.waited).toEqual([1000, 2000, 4000, 8000, 16000]);
    expect(bench.logged).toContain('Waiting 4 s for app (snowflake): it answered 429.');
  });
});

describe('signing in', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\\n');
  const pull = async (server: SnowflakeStandIn, more: Readonly<Record<string, string>>) => {
    const { SNOW_TOKEN, ...others } = secrets(server);
    const env = effects({ ...others, ...more }, bench.logged);
    return bench.pull({ source: events(), outDir: await bench.folder('out'), effects: env });
  };

  test('by a key, encrypted or not; a wrong one is told.', async () => {
    const server = await start({ publicKey: spki });
    expect((await pull(server, { SNOW_PRIVATE_KEY: plain })).manifests[0]?.rows).toBe(20);
    // Of a locator the region is left out.
    const locator = { SNOW_PRIVATE_KEY: plain, SNOW_ACCOUNT: 'acme.eu-central-1' };
    expect((await pull(server, locator)).manifests[0]?.rows).toBe(20);
    const sealed = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' })
      .toString();
    const opened = { SNOW_PRIVATE_KEY: sealed, SNOW_PRIVATE_KEY_PASSPHRASE: 'open' };
    expect((await pull(server, opened)).manifests[0]?.rows).toBe(20);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    expect(await toldBy(pull(server, { SNOW_PRIVATE_KEY: other }))).toContain(
      'it answered 401. JWT token is invalid.  Is the token right, and still valid?',
    );
    const none = 'SNOW_PRIVATE_KEY is no private key that can be read.  Set the whole text of key.pem';
    expect(await toldBy(pull(server, { SNOW_PRIVATE_KEY: 'no key 4711' }))).toContain(none);
    expect(await toldBy(pull(server, { SNOW_PRIVATE_KEY: sealed }))).toContain(none);
  });

  test('A token that has expired is made anew; one that was given is told.', async () => {
    const server = await start({ publicKey: spki, faults: { 3: 'expired' } });
    expect((await pull(server, { SNOW_PRIVATE_KEY: plain })).manifests[0]?.rows).toBe(20);
    expect(bench.waited).toEqual([]);
    expect(await toldBy(pullFrom(await start({ faults: { 3: 'expired' } })))).toContain('it answered 401.');
  });

  test('A password is refused with what takes its place.', async () => {
    expect(await toldBy(pull(await start(), { SNOW_PASSWORD: 'p4711' }))).toContain(
      "SNOW_PASSWORD is of no use: Snowflake's SQL API takes no passwords.  Set SNOW_PRIVATE_KEY, or SNOW_TOKEN.",
    );
  });

  test('An account that is no identifier is told: its name would be an address.', async () => {
    const told = await toldBy(pull(await start(), { SNOW_TOKEN: 't', SNOW_ACCOUNT: 'evil.example/x' }));
    expect(told).toContain('SNOW_ACCOUNT is not the identifier of an account.');
  });
});

test('Missing variables are told all at once; tokens go over no open line.', async () => {
  const missing = (env: Record<string, string>) => missingSecrets(events(), effects(env).env);
  expect(await missing({})).toEqual(['SNOW_ACCOUNT', 'SNOW_PRIVATE_KEY', 'SNOW_USER', 'SNOW_WAREHOUSE']);
  expect(await missing({ SNOW_TOKEN: 'x' })).toEqual(['SNOW_ACCOUNT', 'SNOW_WAREHOUSE']);
  const open = { SNOW_URL: 'http://db.example', SNOW_ACCOUNT: 'a', SNOW_TOKEN: 'p4711', SNOW_WAREHOUSE: 'w' };
  const told = await toldBy(
    bench.pull({ source: events(), outDir: await bench.folder('out'), effects: effects(open, []) }),
  );
  expect(told).toContain('SNOW_URL is not an address that begins with https://');
});

test('The token is in no file, line or message of a pull that fails.', async () => {
  const server = await start();
  const { outDir } = await pullFrom(server);
  const told = await toldBy(pullFrom(server, events({ select: `select * from "${server.token}"` }), outDir));
  expect(told).toContain('Table with name ••• does not exist');
  const wrong = { ...secrets(server), SNOW_TOKEN: 'wrong-4711' };
  const refused = await toldBy(bench.pull({ source: events(), outDir, effects: effects(wrong, bench.logged) }));
  expect(refused).toContain('it answered 401.');
  const files = (await readdir(outDir, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  for (const secret of [server.token, 'wrong-4711'])
    expect([told, refused, ...bench.logged, ...texts].join('\n')).not.toContain(secret);
});
