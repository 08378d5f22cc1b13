import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { scratchFolder } from '../warehouse/fixture.ts';

test('Rows come one layer after the other, also where a layer is small or little of it is wanted', async () => {
  const folder = await scratchFolder();
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const sizes = [34, 158, 5000, 3, 77];
  for (const [index, size] of sizes.entries())
    await connection.run(
      `copy (select ${index} * 10000 + r as place, case when r % 40 = 0 then 'a' else 'b' end as brand from range(${size}) as t(r))
       to '${join(folder, `${index}.parquet`)}'`,
    );
  const writer = await createParquetWriter({ tempDirectory: folder });
  const target = join(folder, 'target.parquet');
  for (const brand of ['a', 'b']) {
    const layers = sizes.map((size, index) => {
      const where = { column: 'brand', equals: brand };
      return {
        parquet: join(folder, `${index}.parquet`),
        holds: 'rows',
        rowRange: { from: 0, to: size },
        where,
      } as const;
    });
    const columns = { place: 'bigint' };
    await writer.merge({ layers, columns, key: [], version: null, cursor: null, isOrdered: true, target });
    const read = await connection.runAndReadAll(`select place from '${target}'`);
    const places = read.getRows().map(([place]) => Number(place));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places.length).toBe(
      sizes.reduce((sum, size) => sum + (brand === 'a' ? Math.ceil(size / 40) : size - Math.ceil(size / 40)), 0),
    );
  }
  writer.close();
  instance.closeSync();
});
