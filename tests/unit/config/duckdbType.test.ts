import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { columnTypeFault, extractTypeFault } from '../../../src/config/duckdbType.ts';

const known = [
  ...[
    'varchar',
    'VARCHAR',
    'text',
    'bigint',
    'integer',
    'ubigint',
    'hugeint',
    'double',
    'float',
    'boolean',
    'uuid',
    'json',
  ],
  ...['date', 'time', 'timestamp', 'timestamptz', 'timestamp with time zone', 'timestamp_ns', 'interval', 'blob'],
  ...['decimal', 'decimal(18,2)', 'numeric(38, 38)', 'decimal(5)', 'varchar(20)', 'varchar[]', 'decimal(18,2)[][3]'],
  ...['struct(a integer, b varchar)', "enum('a', 'b')", 'map(varchar, integer)'],
];
const unknown = [
  'varchr',
  'number',
  'decimal(0,0)',
  'decimal(39,2)',
  'decimal(5,6)',
  'date(3)',
  'varchar)',
  '',
  'int; drop table a',
];

test('Types that are let through are types of DuckDB, and those that are not are none', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const binds = async (type: string): Promise<boolean> => {
    try {
      await connection.run(`select cast(null as ${type})`);
      return true;
    } catch {
      return false;
    }
  };
  expect(known.filter((type) => columnTypeFault(type) !== undefined)).toEqual([]);
  expect(unknown.filter((type) => columnTypeFault(type) === undefined)).toEqual([]);
  for (const type of known) expect([type, await binds(type)]).toEqual([type, true]);
  connection.closeSync();
});

test('A type that a Parquet file would round is none for an extract', () => {
  for (const type of ['hugeint', 'UHUGEINT', 'hugeint[]'])
    expect(extractTypeFault(type)?.hint).toBe('Write "decimal(38,0)", or varchar where there are more than 38 digits.');
  expect(extractTypeFault('decimal(38,0)')).toBeUndefined();
  expect(extractTypeFault('varchr')).toEqual(columnTypeFault('varchr'));
});
