import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Source } from '../../src/types.ts';
import { effects, readManifest, source, table, toldBy, useBench } from '../unit/connectors/fixture.ts';
import { type RealClickHouse, startRealClickHouse, whyNoClickHouse } from './realClickHouse.ts';

/** What types, statements, cursors and tables do, asked of ClickHouse itself. What goes wrong on the way is in tests/unit/sources/. */
const why = whyNoClickHouse();
const bench = useBench();
let server: RealClickHouse;
beforeAll(async () => {
  if (why === undefined) server = await startRealClickHouse();
});
afterAll(() => server?.stop());

function secrets() {
  return { CH_URL: server.url, CH_USER: server.user, CH_PASSWORD: server.password };
}

function tableOf(
  select: string,
  columns: Readonly<Record<string, string>>,
  more: Parameters<typeof table>[2] = { key: ['id'] },
): Source {
  return source('clickhouse', [table(columns, { select }, more)], { connection: 'CH' });
}

async function pullFrom(from: Source, outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(secrets(), bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

async function cursorIn(outDir: string): Promise<unknown> {
  return JSON.parse(await readManifest(outDir)).state.cursor;
}

describe.skipIf(why !== undefined)(`The real ClickHouse${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  describe('types', () => {
    const NUMBERS = {
      i8: 'tinyint',
      i64: 'bigint',
      u64: 'ubigint',
      i128: 'decimal(38,0)',
      i256: 'varchar',
      f32: 'double',
      f64: 'double',
      price: 'decimal(38,10)',
      amount: 'decimal(18,2)',
      flag: 'boolean',
    };
    test('Numbers keep all their digits; NULL, nan and the infinities stay apart.', async () => {
      await server.run(`CREATE OR REPLACE TABLE numbers_of_all_kinds (id Int32, i8 Nullable(Int8), i64 Nullable(Int64),
          u64 Nullable(UInt64), i128 Nullable(Int128), i256 Nullable(Int256), f32 Nullable(Float32), f64 Nullable(Float64),
          price Nullable(Decimal(38, 10)), amount Nullable(Decimal(18, 2)), flag Nullable(Bool)) ENGINE = MergeTree ORDER BY id;
        INSERT INTO numbers_of_all_kinds VALUES
          (1, -128, -9223372036854775808, 18446744073709551615, '12345678901234567890123456789012345678',
          '-57896044618658097711785492504343953926634992332820282019728792003956564819968', 0.1, 1e300,
          '1234567890123456789012345678.0123456789', '1.50', true);
        INSERT INTO numbers_of_all_kinds (id, f64) VALUES (2, NULL), (3, nan), (4, inf), (5, -inf)`);
      const { rows } = await pullFrom(tableOf('select * from numbers_of_all_kinds', { id: 'integer', ...NUMBERS }));
      expect(rows[0]).toEqual([
        ...[1, -128, '-9223372036854775808', '18446744073709551615', '12345678901234567890123456789012345678'],
        '-57896044618658097711785492504343953926634992332820282019728792003956564819968',
        ...[0.1, 1e300, '1234567890123456789012345678.0123456789', '1.50', true],
      ]);
      expect(rows[1]).toEqual([2, ...Array.from({ length: 10 }, () => null)]);
      expect(rows.map((row) => row[7])).toEqual([1e300, null, 'NaN', 'Infinity', '-Infinity']);
    });

    test('Times are UTC whatever the zone of their column, dates are days; both as far as they reach.', async () => {
      await server.run(`CREATE OR REPLACE TABLE times (id Int32, day Date, day32 Date32, moment DateTime('Asia/Seoul'),
          exact DateTime64(3, 'Asia/Seoul'), fine DateTime64(9)) ENGINE = MergeTree ORDER BY id;
        INSERT INTO times VALUES
          (1, '1970-01-01', '1900-01-01', '2026-03-01 09:00:00', '2026-03-01 09:00:00.123', '2026-03-01 00:00:00.123456789'),
          (2, '2149-06-06', '2299-12-31', '2106-02-07 15:28:15', '1900-01-01 12:00:00', '1999-12-31 23:59:59.999999999')`);
      const times = { day: 'date', day32: 'date', moment: 'timestamp', exact: 'timestamp', fine: 'timestamp' };
      const { rows } = await pullFrom(tableOf('select * from times', { id: 'integer', ...times }));
      expect(rows[0]).toEqual([
        ...[1, '1970-01-01', '1900-01-01'],
        ...['2026-03-01 00:00:00', '2026-03-01 00:00:00.123', '2026-03-01 00:00:00.123456'],
      ]);
      expect(rows[1]?.slice(1, 4)).toEqual(['2149-06-06', '2299-12-31', '2106-02-07 06:28:15']);
    });

    test('Text arrives as it is: quotes, lines, emoji, NUL; FixedString without what fills it up.', async () => {
      await server.run(String.raw`CREATE OR REPLACE TABLE texts (id Int32, s Nullable(String), code FixedString(4), u Nullable(UUID),
          e Nullable(Enum8('a' = 1, 'b "c"' = 2)), lc LowCardinality(Nullable(String)), ip IPv4) ENGINE = MergeTree ORDER BY id;
        INSERT INTO texts VALUES
          (1, 'a "b"\n\\N\t😀 한', 'SE', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'b "c"', 'x', '1.2.3.4'),
          (2, '', '', NULL, NULL, '', '0.0.0.0'), (3, NULL, 'full', NULL, 'a', NULL, '0.0.0.0'), (4, 'nul\0here', '', NULL, NULL, NULL, '0.0.0.0')`);
      const columns = { s: 'varchar', code: 'varchar', u: 'uuid', e: 'varchar', lc: 'varchar', ip: 'varchar' };
      const { rows } = await pullFrom(tableOf('select * from texts', { id: 'integer', ...columns }));
      expect(rows).toEqual([
        [1, 'a "b"\n\\N\t😀 한', 'SE', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'b "c"', 'x', '1.2.3.4'],
        [2, '', '', null, null, '', '0.0.0.0'],
        [3, null, 'full', null, 'a', null, '0.0.0.0'],
        [4, 'nul\0here', '', null, null, null, '0.0.0.0'],
      ]);
    });

    test('Bytes that are no text are told, and never loaded in silence.', async () => {
      const told = await toldBy(
        pullFrom(
          tableOf(`select number as id, if(number = 1, unhex('ff41c3'), 'good') as s from numbers(3)`, {
            id: 'integer',
            s: 'varchar',
          }),
        ),
      );
      expect(told).toContain('app.rows:2  The row is not JSON');
    });

    test('Arrays, maps, tuples and JSON arrive as JSON.', async () => {
      const select = `select 1 as id, [1, 9007199254740993]::Array(Int64) as list, map('k', 1.5) as pairs,
        (1, 'x')::Tuple(a Int8, b String) as named, (1, 'x') as plain, '{"a": "b"}'::JSON as doc`;
      const columns = { list: 'bigint[]', pairs: 'varchar', named: 'varchar', plain: 'varchar', doc: 'json' };
      const { rows } = await pullFrom(tableOf(select, { id: 'integer', ...columns }));
      expect(rows).toEqual([[1, ['1', '9007199254740993'], '{"k":1.5}', '{"a":1,"b":"x"}', '[1,"x"]', '{"a":"b"}']]);
    });
  });

  describe('cursors', () => {
    /** Three values each, in their order; the last is a change, and equal to the highest that was there. */
    const CURSORS: readonly (readonly [string, string, readonly [string, string]])[] = [
      ['Int32', 'integer', ['-5', '7']],
      ['UInt64', 'ubigint', ['0', '18446744073709551615']],
      ['Int128', 'decimal(38,0)', ['1', '99999999999999999999999999999999999999']],
      ['Decimal(38, 10)', 'decimal(38,10)', ['-1', '1234567890123456789012345678.0123456789']],
      ['Float64', 'double', ['-0.5', '0.30000000000000004']],
      ['Nullable(Float32)', 'double', ['-0.5', '0.1']],
      ['Date', 'date', ['2026-03-01', '2026-03-02']],
      ['Nullable(Date32)', 'date', ['1950-03-01', '2026-03-02']],
      [`DateTime('Asia/Seoul')`, 'timestamp', ['2026-03-01 09:00:00', '2026-03-02 08:00:00']],
      ['Nullable(DateTime64(3))', 'timestamp', ['1950-03-01 00:00:00', '2026-03-02 23:59:59.999']],
      ['DateTime64(9)', 'timestamp', ['2026-03-01 00:00:00', '2026-03-02 23:59:59.999999999']],
    ];
    test.each(CURSORS)(
      'A pull goes on from the highest %s, and misses none that is equal to it.',
      async (type, declared, [low, high]) => {
        const literal = (value: string): string => `'${value.replaceAll("'", "\\'")}'`;
        await server.run(`CREATE OR REPLACE TABLE ordered (id Int32, at ${type}, name String) ENGINE = MergeTree ORDER BY id;
        INSERT INTO ordered VALUES (1, ${literal(low)}, 'first'), (2, ${literal(high)}, 'second')`);
        const from = tableOf(
          'select * from ordered',
          { id: 'integer', at: declared, name: 'varchar' },
          { key: ['id'], cursor: 'at' },
        );
        const { outDir } = await pullFrom(from);
        expect(await cursorIn(outDir)).not.toBeNull();
        await server.run(`INSERT INTO ordered VALUES (3, ${literal(high)}, 'third')`);
        bench.logged.length = 0;
        const { manifests } = await bench.expectFullPull({
          source: from,
          outDir,
          effects: effects(secrets(), bench.logged),
        });
        expect(manifests[0]?.rows).toBe(3);
        // It would be found by its key all the same, as a row that came late, by a full pull.
        expect(bench.logged.join('\n')).not.toContain('Rows are there that never came.');
      },
    );

    test('A row of the year 2299, as stands for "never", neither stops a pull nor moves its cursor.', async () => {
      await server.run(`CREATE OR REPLACE TABLE ends (id Int32, at DateTime64(3)) ENGINE = MergeTree ORDER BY id;
        INSERT INTO ends VALUES (1, '2026-03-01'), (2, '2299-12-31 23:59:59.999'), (3, '1900-01-01')`);
      const from = tableOf('select * from ends', { id: 'integer', at: 'timestamp' }, { key: ['id'], cursor: 'at' });
      const { outDir, rows } = await pullFrom(from);
      expect(rows.map(([, at]) => at)).toEqual([
        '2026-03-01 00:00:00',
        '2299-12-31 23:59:59.999',
        '1900-01-01 00:00:00',
      ]);
      expect(await cursorIn(outDir)).toBe('2026-03-01T00:00:00.000Z');
      await server.run(`INSERT INTO ends VALUES (4, '2026-03-02')`);
      const again = await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), []) });
      expect(again.manifests[0]?.rows).toBe(4);
    });
  });

  describe('changes', () => {
    const EVENTS = { id: 'bigint', name: 'varchar', updated_at: 'timestamp' };
    const make = (name: string, engine: string): Promise<string> =>
      server.run(`CREATE OR REPLACE TABLE ${name} (id Int64, name String, updated_at DateTime64(6, 'Asia/Seoul'), note String) ENGINE = ${engine} ORDER BY id;
        INSERT INTO ${name} SELECT number + 1, concat('event ', toString(number + 1)), toDateTime64('2026-03-01 09:00:00.123456', 6, 'Asia/Seoul') + toIntervalHour(number), 'x' FROM numbers(20)`);

    test('Insert, update, delete, a late row: the next pull equals a full pull.', async () => {
      await make('events', 'MergeTree');
      const from = tableOf('select * from events;', EVENTS, { key: ['id'], cursor: 'updated_at' });
      const { outDir } = await pullFrom(from);
      expect(await cursorIn(outDir)).toBe('2026-03-01T19:00:00.123456Z');
      await server.run(`INSERT INTO events VALUES (21, 'new', '2026-03-02 09:00:00', ''), (22, 'a little late', '2026-03-02 03:30:00', '');
        ALTER TABLE events UPDATE name = 'changed', updated_at = '2026-03-02 10:00:00.000001' WHERE id = 3 SETTINGS mutations_sync = 1;
        DELETE FROM events WHERE id IN (5, 20)`);
      const { manifests } = await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), []) });
      expect(manifests[0]?.rows).toBe(20);
      await server.run(`INSERT INTO events VALUES (23, 'very late', '2026-02-01 00:00:00', '')`);
      bench.logged.length = 0;
      await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), bench.logged) });
      expect(bench.logged.join()).toContain('Rows are there that never came.');
      await server.run('TRUNCATE TABLE events');
      const emptied = await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), []) });
      expect(emptied.manifests[0]?.rows).toBe(0);
    });

    test('Of the versions of a row that a ReplacingMergeTree has not merged the newest stays, with FINAL and by the cursor without.', async () => {
      await make('versions', 'ReplacingMergeTree(updated_at)');
      await server.run('SYSTEM STOP MERGES versions');
      const sources = ['select * from versions final', 'select * from versions'].map((select) =>
        tableOf(select, EVENTS, { key: ['id'], cursor: 'updated_at' }),
      );
      const before = await Promise.all(sources.map((from) => pullFrom(from)));
      await server.run(
        `INSERT INTO versions VALUES (3, 'newer', '2026-03-03 09:00:00', ''), (4, 'older', '2026-02-01 09:00:00', '')`,
      );
      for (const [index, from] of sources.entries()) {
        const outDir = before[index]?.outDir ?? '';
        const { manifests } = await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), []) });
        const rows = await bench.rowsOf(outDir, manifests[0]);
        expect(rows.slice(0, 4).map(([, name]) => name)).toEqual(['event 1', 'event 2', 'newer', 'event 4']);
        expect(rows).toHaveLength(20);
      }
    });

    test('Without a key all rows come each time; the same rows in another order are the same extract.', async () => {
      await make('plain', 'MergeTree');
      const from = (order: string): Source =>
        tableOf(`select * from plain order by id ${order}`, EVENTS, { key: [], cursor: 'updated_at' });
      const first = await pullFrom(from('asc'));
      expect((await pullFrom(from('desc'), first.outDir)).reused).toBe(1);
      await server.run('DELETE FROM plain WHERE id = 7');
      expect((await pullFrom(from('asc'), first.outDir)).rows).toHaveLength(19);
    });

    test('A column that is added is reported, one that is retyped or dropped holds the table, with what differs.', async () => {
      await make('drifting', 'MergeTree');
      const from = tableOf('select * from drifting', EVENTS, { key: ['id'], cursor: 'updated_at' });
      const { outDir, manifests } = await pullFrom(from);
      expect(manifests[0]).toMatchObject({ undeclared: ['note'] });
      await server.run('ALTER TABLE drifting ADD COLUMN extra UInt8 DEFAULT 1');
      expect((await pullFrom(from, outDir)).manifests[0]).toMatchObject({ undeclared: ['extra', 'note'], rows: 20 });
      await server.run(
        `ALTER TABLE drifting MODIFY COLUMN name LowCardinality(Nullable(String)) SETTINGS mutations_sync = 1`,
      );
      expect((await pullFrom(from, outDir)).rows).toHaveLength(20);
      await server.run(`ALTER TABLE drifting UPDATE name = '7' WHERE 1 SETTINGS mutations_sync = 1`);
      await server.run('ALTER TABLE drifting MODIFY COLUMN name Nullable(Int32) SETTINGS mutations_sync = 1');
      expect(await toldBy(pullFrom(from, outDir))).toContain(
        'The column "name" of app.rows was of the type text, and is number now.',
      );
      await server.run('ALTER TABLE drifting DROP COLUMN name');
      expect(await toldBy(pullFrom(from, outDir))).toContain('"app.rows" has no column "name" there.');
      const misspelt = tableOf('select * from drifting', { id: 'bigint', updated_ta: 'timestamp' });
      expect(await toldBy(pullFrom(misspelt))).toContain(
        'has no column "updated_ta" there.  Did you mean "updated_at"?',
      );
    });
  });

  test('A join leaves 0 for what is not there, and NULL where the statement says so.', async () => {
    const select = `select l.number as id, r.x as x from numbers(2) as l left join (select 1 as k, 5 as x) as r on r.k = l.number`;
    const columns = { id: 'integer', x: 'integer' };
    expect((await pullFrom(tableOf(select, columns))).rows).toEqual([
      [0, 0],
      [1, 5],
    ]);
    expect((await pullFrom(tableOf(`${select} settings join_use_nulls = 1`, columns))).rows).toEqual([
      [0, null],
      [1, 5],
    ]);
  });

  test('One source for several brands is pulled once, and split by its brand column.', async () => {
    await server.run(`CREATE OR REPLACE TABLE shared (id Int32, shop LowCardinality(String), at DateTime) ENGINE = MergeTree ORDER BY id;
      INSERT INTO shared SELECT number, if(number % 3 = 0, 'two', 'one'), toDateTime('2026-03-01 00:00:00') + number FROM numbers(9)`);
    const declared = { id: 'integer', at: 'timestamp' };
    const from = {
      ...tableOf('select * from shared', declared, { key: ['id'], cursor: 'at' }),
      ...{ brands: ['one', 'two'], brandColumn: 'shop' },
    };
    const { outDir, manifests } = await pullFrom(from);
    expect(manifests.map(({ brand, rows }) => [brand, rows])).toEqual([
      ['one', 6],
      ['two', 3],
    ]);
    await server.run(`INSERT INTO shared VALUES (9, 'two', '2026-03-02 00:00:00'); DELETE FROM shared WHERE id = 1`);
    const again = await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), []) });
    expect(again.manifests.map(({ rows }) => rows)).toEqual([5, 4]);
  });

  test('Of nothing comes an empty table; the next pull takes what has come.', async () => {
    await server.run('CREATE OR REPLACE TABLE bare (id Int32, at Nullable(DateTime)) ENGINE = MergeTree ORDER BY id');
    const from = tableOf('select * from bare', { id: 'integer', at: 'timestamp' }, { key: ['id'], cursor: 'at' });
    const { outDir, rows } = await pullFrom(from);
    expect(rows).toEqual([]);
    await server.run(`INSERT INTO bare VALUES (1, NULL), (2, '2026-03-01 00:00:00')`);
    const { manifests } = await bench.expectFullPull({ source: from, outDir, effects: effects(secrets(), []) });
    expect(manifests[0]?.rows).toBe(2);
  });

  test('What cannot be asked is told in the words of ClickHouse, at its place, and nothing is written with the user for reports.', async () => {
    await server.run(
      'CREATE OR REPLACE TABLE kept (id Int32) ENGINE = MergeTree ORDER BY id; INSERT INTO kept VALUES (1)',
    );
    const told = (select: string): Promise<string> => toldBy(pullFrom(tableOf(select, { id: 'integer' })));
    const place = 'queries/sources/app.yml:4:3  ClickHouse says: Code:';
    expect(await told('selec id from kept')).toContain(`${place} 62. DB::Exception: Syntax error`);
    expect(await told('select id from kep')).toMatch(
      /Code: 60\. .*Unknown table expression identifier 'kep'.*Maybe you meant .*kept/,
    );
    expect(await told('select id from nowhere.kept')).toContain(
      `${place} 81. DB::Exception: Database nowhere does not exist`,
    );
    expect(await told('select ident as id from kept')).toContain(
      `${place} 47. DB::Exception: Unknown expression identifier`,
    );
    expect(await told('select id from kept format CSV')).toContain(`${place} 62. DB::Exception: Syntax error`);
    expect(await told('select 1 as id) as q; drop table kept; select (1')).toContain(`${place} 62.`);
    expect(await told('select throwIf(number = 200000) + number as id from numbers(300000)')).toContain(
      `${place} 395.`,
    );
    expect(await server.run('SELECT count() FROM kept')).toBe('1\n');
    expect((await pullFrom(tableOf('select id from kept -- all of them', { id: 'integer' }))).rows).toEqual([[1]]);
    expect(
      (
        await pullFrom(
          tableOf('with k as (select * from kept) select id from k settings max_threads = 1', { id: 'integer' }),
        )
      ).rows,
    ).toEqual([[1]]);
  });
});
