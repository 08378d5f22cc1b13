import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { startHttp } from '../../../scripts/standins/http.ts';
import { PullFailure } from '../../../src/extracts/pullSource.ts';
import { storedExtract } from '../../../src/extracts/standingExtract.ts';
import type { Source, SourceTable } from '../../../src/types.ts';
import { effects, readManifest, source, table, toldBy, useBench } from '../connectors/fixture.ts';

const bench = useBench();
beforeEach(() => {
  bench.logged.length = 0;
});

const BRANDS = ['one', 'three', 'two'];
const COLUMNS = { id: 'integer', amount: 'decimal(18,2)' };

function shared(more: Partial<SourceTable> = {}, files = 'in.csv'): Source {
  return source('files', [table(COLUMNS, { files }, more)], { brands: BRANDS, brandColumn: 'brand' });
}

async function pullOf(from: Source, root: string) {
  const pull = bench.pull({ source: from, outDir: root, effects: effects({}, bench.logged) });
  const failure = await pull.then(
    () => undefined,
    (error: unknown) => error,
  );
  const rows = async (brand: string) => {
    const extract = await storedExtract({ outDir: root, source: 'app', table: 'rows', brand });
    return extract === undefined ? undefined : (await bench.rowsOf(root, extract)).map(([id]) => id);
  };
  return { failure, told: failure instanceof Error ? failure.message : '', rows };
}

describe('A bad row of one brand costs no other', () => {
  test.each([
    ['without a key', {}],
    ['with a key', { key: ['id'] }],
  ])('%s', async (_, more) => {
    const root = await bench.folder('project');
    await writeFile(join(root, 'in.csv'), 'id,amount,brand\n1,1,one\n2,2,two\n3,3,three\n');
    await pullOf(shared(more), root);
    await writeFile(
      join(root, 'in.csv'),
      'id,amount,brand\n1,1,one\n4,4,one\n2,2x,two\n5,5,two\n3,3,three\n6,6,three\n',
    );
    const { failure, told, rows } = await pullOf(shared(more), root);
    expect(failure).toBeInstanceOf(PullFailure);
    expect((failure as PullFailure).tables).toEqual([{ table: 'rows', brands: ['two'] }]);
    expect(told).toContain('app.rows of two was not pulled; what an earlier pull brought stays.');
    expect(told).toContain('in.csv:4  The value "2x" in column "amount" is not of type decimal(18,2)');
    expect([await rows('one'), await rows('two'), await rows('three')]).toEqual([[1, 4], [2], [3, 6]]);
    // It is told as long as it is so, and heals by itself.
    expect((await pullOf(shared(more), root)).told).toBe(told);
    await writeFile(
      join(root, 'in.csv'),
      'id,amount,brand\n1,1,one\n4,4,one\n2,2,two\n5,5,two\n3,3,three\n6,6,three\n',
    );
    const healed = await pullOf(shared(more), root);
    expect([healed.failure, await healed.rows('two')]).toEqual([undefined, [2, 5]]);
  });

  test('Each brand has its own budget, and its own bad rows in its manifest.', async () => {
    const root = await bench.folder('project');
    const lines = Array.from({ length: 20 }, (_, id) => `${id},${id === 3 ? 'x' : id},${id % 2 === 0 ? 'one' : 'two'}`);
    await writeFile(join(root, 'in.csv'), ['id,amount,brand', ...lines, '90,y,three', '91,1,three'].join('\n'));
    const { told, rows } = await pullOf(shared({ maxBadRows: 0.1 }), root);
    expect(told).toContain('app.rows of three was not pulled');
    expect(told).toContain('1 of 2 rows is bad, more than the 10 % of max_bad_rows.');
    expect([(await rows('one'))?.length, (await rows('two'))?.length, await rows('three')]).toEqual([10, 9, undefined]);
    const rejected = async (brand: string) => JSON.parse(await readManifest(root, brand)).rejected;
    expect(await rejected('one')).toEqual([]);
    expect(await rejected('two')).toEqual([
      {
        ...{ file: 'in.csv', line: 5, text: '' },
        reason: 'has a value in column "amount" that is not of type decimal(18,2)',
      },
    ]);
    expect(bench.logged).toEqual([
      'app.rows: 1 bad row was set aside, of 10 of two; its manifest below extracts/ lists them.',
    ]);
  });

  test('A line that cannot be split is of the one brand that is named in it; else of each that it may be.', async () => {
    const root = await bench.folder('project');
    await writeFile(join(root, 'in.csv'), 'id,amount,brand\n1,1,one\n2,2,two,more\n3,3,three\n');
    expect((await pullOf(shared(), root)).failure).toMatchObject({ tables: [{ table: 'rows', brands: ['two'] }] });
    await writeFile(join(root, 'in.csv'), 'id,amount,brand\n1,1,one\n2,2\n3,3,three\n');
    const { tables } = (await pullOf(shared(), root)).failure as PullFailure;
    expect(tables.flatMap(({ brands = [] }) => brands).sort()).toEqual(BRANDS);
  });

  test('Rows of no brand, good or bad, are told and cost nobody.', async () => {
    const root = await bench.folder('project');
    await writeFile(join(root, 'in.csv'), 'id,amount,brand\n1,1,one\n2,x,\n3,x,other\n4,4,\n5,5,two\n6,6,three\n');
    const { failure, rows } = await pullOf(shared(), root);
    expect([failure, await rows('one'), await rows('two')]).toEqual([undefined, [1], [5]]);
    expect(bench.logged).toEqual([
      "app.rows: 2 bad rows have a brand that is no brand's; the first is in line 3 of in.csv.",
      "app.rows: 1 row has a brand that is no brand's.",
    ]);
  });

  test.each(['a.ndjson', 'a.json'])('JSON, %s', async (name) => {
    const root = await bench.folder('project');
    const rows = ['{"id":1,"amount":1,"brand":"one"}', '{"id":2,"amount":"x","brand":"two"}'];
    const text = name === 'a.json' ? `[${rows.join(',')}]` : `${rows.join('\n')}\n{"id":3,"brand":"two"\n`;
    await writeFile(join(root, name), text);
    const pulled = await pullOf(shared({}, name), root);
    expect(pulled.failure).toMatchObject({ tables: [{ table: 'rows', brands: ['two'] }] });
    expect(await pulled.rows('one')).toEqual([1]);
  });

  test('Records of an API', async () => {
    const order = (id: number, brand: string, amount: unknown) => ({
      id,
      updated_at: '2026-11-16T10:00:00Z',
      brand,
      amount,
    });
    const shop = await startHttp({ orders: [order(1, 'one', 1), order(2, 'two', 'x'), order(3, 'three', 3)] });
    const from = source('http', [table(COLUMNS, { auth: 'token', url: 'whole' }, { key: ['id'] })], {
      ...{ brands: BRANDS, brandColumn: 'brand', connection: 'SHOP' },
    });
    const outDir = await bench.folder('out');
    const env = { SHOP_URL: shop.url, SHOP_TOKEN: shop.token };
    const told = await toldBy(bench.pull({ source: from, outDir, effects: effects(env, bench.logged) }));
    expect(told).toContain('app.rows of two was not pulled');
    const three = await storedExtract({ outDir, source: 'app', table: 'rows', brand: 'three' });
    expect(await bench.rowsOf(outDir, three)).toEqual([[3, '3.00']]);
    await shop.close();
  });
});
