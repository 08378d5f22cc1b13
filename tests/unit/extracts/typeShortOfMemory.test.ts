import type { DuckDBConnection } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { isOutOfMemory } from '../../../src/duckdb/connection.ts';
import { canonicalTypes } from '../../../src/extracts/parquet/readTyped.ts';
import { createSourceTables } from '../../../src/warehouse/sourceTables.ts';
import { source } from '../warehouse/fixture.ts';

const failsWith = (type: string, message: string) => async () => {
  throw new Error(JSON.stringify({ exception_type: type, exception_message: message }));
};
const short = failsWith('Out of Memory', 'Out of Memory Error: failed to allocate data of size 256.0 KiB');

function connection(asked: () => Promise<unknown>): DuckDBConnection {
  const isCast = (sql: string) => /cast\(null as/.test(sql);
  const run = (sql: string) => (isCast(sql) ? asked() : Promise.resolve());
  const runAndReadAll = (sql: string) => (isCast(sql) ? asked() : Promise.resolve({ getRows: () => [[true]] }));
  return { run, runAndReadAll } as unknown as DuckDBConnection;
}

test('A shortage of memory is not told as a type that DuckDB does not know', async () => {
  await expect(canonicalTypes(connection(short), { a: 'integer' })).rejects.toSatisfy(isOutOfMemory);
  const sources = [source('shop', { sale: { a: 'integer' } })];
  await expect(createSourceTables(connection(short), sources)).rejects.toSatisfy(isOutOfMemory);
});

test('A type that DuckDB does not know is told as that', async () => {
  const unknown = connection(failsWith('Catalog', 'Type with name nteger does not exist!'));
  const told = 'the type "nteger", which DuckDB does not know';
  await expect(canonicalTypes(unknown, { a: 'nteger' })).rejects.toThrow(told);
  const { problems } = await createSourceTables(unknown, [source('shop', { sale: { a: 'nteger' } })]);
  expect(problems.map(({ message }) => message)).toEqual(['Column "a" of the table "sale" has no type "nteger".']);
});
