import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { scratchFolder } from '../warehouse/fixture.ts';

test('A table of many columns is laid out as one of few is: newest version, no deleted and no unlisted row, in the order of its key', async () => {
  const folder = await scratchFolder();
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const others = Array.from({ length: 47 }, (_, index) => `c${index} ${index % 3 === 0 ? 'bigint' : 'varchar'}`);
  const values = others.map((_, index) => (index % 3 === 0 ? `n * ${index + 3}` : `'v' || (n % ${index + 2})`));
  const path = (name: string): string => join(folder, `${name}.parquet`);
  const rows = (from: string, version: string): string => {
    const named = values.map((value, index) => `${value} as c${index}`);
    // The version stands in the middle of the columns, and the key at their end.
    return `select ${named.slice(0, 20).join(', ')}, ${version} as version, ${named.slice(20).join(', ')}, n % 30011 as id from ${from}`;
  };
  const save = async (sql: string, name: string) => connection.run(`copy (${sql}) to '${path(name)}'`);
  await save(rows('range(30000) as t(n)', '1'), 'former');
  await save(rows('range(29000, 31000) as t(n)', 'n % 3'), 'changes');
  await save('select r * 7 as id, 9 as version from range(1000) as t(r)', 'gone');
  await save('select r as id from range(29990) as t(r) where r % 11 <> 0', 'present');
  const columns = Object.fromEntries([
    ...others.slice(0, 20).map((column) => column.split(' ')),
    ['version', 'integer'],
    ...others.slice(20).map((column) => column.split(' ')),
    ['id', 'bigint'],
  ]);
  const writer = await createParquetWriter({ tempDirectory: folder });
  const target = path('target');
  const merged = await writer.merge({
    layers: [
      { parquet: path('former'), holds: 'rows' },
      { parquet: path('changes'), holds: 'rows' },
      { parquet: path('gone'), holds: 'deletions' },
      { parquet: path('present'), holds: 'present' },
    ],
    ...{ columns, key: ['id'], version: 'version', cursor: null, isOrdered: true, target },
  });
  writer.close();
  await connection.run(`
    create view expected as
    with arrived as (
      select *, 1 as layer, row_number() over () as arrival from '${path('former')}'
      union all select *, 2, row_number() over () from '${path('changes')}'),
    newest as (select * from arrived qualify row_number() over (partition by id order by version desc, layer desc, arrival desc) = 1)
    select * exclude (layer, arrival) from newest
    where id in (from '${path('present')}') and id not in (select id from '${path('gone')}')`);
  const difference = await connection.runAndReadAll(
    `select (select count(*) from (from '${target}' except all from expected)), (select count(*) from (from expected except all from '${target}')),
       (select count(*) from expected), (select count(*) from (select id < lag(id) over () as is_back from '${target}') where is_back)`,
  );
  expect(merged).not.toBe('incomplete');
  const [missing, more, all, outOfOrder] = (difference.getRows()[0] ?? []).map(Number);
  expect([missing, more, outOfOrder]).toEqual([0, 0, 0]);
  expect(all).toBeGreaterThan(25_000);
  const described = await connection.runAndReadAll(`describe from '${target}'`);
  expect(described.getRows().map(([name]) => name)).toEqual(Object.keys(columns));
  instance.closeSync();
});
