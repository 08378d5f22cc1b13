import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { wholeFile } from '../../../src/extracts/rowFiles.ts';
import type { ParquetWriter, RowLayer, StagedFile } from '../../../src/types.ts';

type CsvFile = Extract<StagedFile, { format: 'csv' }>;

let folder: string;
let writer: ParquetWriter & { close(): void };
let instance: DuckDBInstance;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-writer-'));
  writer = await createParquetWriter({ tempDirectory: join(folder, 'temp') });
  instance = await DuckDBInstance.create(':memory:');
});
afterAll(async () => {
  writer.close();
  instance.closeSync();
  await rm(folder, { recursive: true });
});

async function staged(content: string | Buffer, name = 'rows.csv'): Promise<string> {
  count += 1;
  const path = join(folder, `${count}-${name}`);
  await writeFile(path, content);
  return path;
}

async function csv(content: string | Buffer, more: Partial<CsvFile> = {}): Promise<CsvFile> {
  const path = await staged(content);
  return { format: 'csv', path, label: 'rows.csv', delimiter: ',', header: true, gzip: false, ...more };
}

async function write(
  files: readonly StagedFile[],
  columns: Record<string, string>,
  more: Partial<Parameters<ParquetWriter['write']>[0]> = {},
) {
  count += 1;
  const target = join(folder, `${count}.parquet`);
  const result = await writer.write({ files, columns, target, maxRejected: 0, ...more });
  return { ...result, target, values: await rowsOf(target) };
}

async function merge(
  layers: readonly RowLayer[],
  columns: Record<string, string>,
  more: Partial<Parameters<ParquetWriter['merge']>[0]> = {},
) {
  count += 1;
  const target = join(folder, `${count}.parquet`);
  const merged = await writer.merge({
    ...{ layers, columns, target, key: [], version: null, cursor: null, isOrdered: true },
    ...more,
  });
  if (merged === 'incomplete') return { values: 'incomplete', rows: 0, minCursor: null, maxCursor: null };
  return { ...merged, values: await rowsOf(target) };
}

async function rowsOf(parquet: string): Promise<readonly (readonly unknown[])[]> {
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(`from read_parquet('${parquet}')`);
  return read.getRowsJson();
}

async function problemsOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
}

describe('types', () => {
  test('Each type is read from text, whatever the order of the columns.', async () => {
    const file = await csv(
      'name,day,at,ok,n,amount\nA,2026-11-16,2026-11-16 10:00:00,TRUE,7,1.0500000000000000444\nB,2026/1/2,2026-11-16T10:00:00.000+0000,false, 8 ,-.5\n',
    );
    const columns = { n: 'bigint', amount: 'decimal(18,2)', at: 'timestamp', day: 'date', ok: 'boolean', name: 'text' };
    const { values, rows } = await write([file], columns);
    expect(rows).toBe(2);
    expect(values).toEqual([
      ['7', '1.05', '2026-11-16 10:00:00', '2026-11-16', true, 'A'],
      ['8', '-0.50', '2026-11-16 10:00:00', '2026-01-02', false, 'B'],
    ]);
  });

  test('A timestamp with an offset is taken to UTC; one without is UTC already.', async () => {
    const file = await csv(
      'at\n2026-11-16T10:00:00+02:00\n2026-11-16T10:00:00Z\n2026-11-16 10:00\n2026-11-16\n9999-12-31 23:59:59\n1900-01-01\n',
    );
    const { values, target } = await write([file], { at: 'timestamp' });
    const { maxCursor } = await merge([{ parquet: target, holds: 'rows' }], { at: 'timestamp' }, { cursor: 'at' });
    expect(values.flat()).toEqual([
      '2026-11-16 08:00:00',
      '2026-11-16 10:00:00',
      '2026-11-16 10:00:00',
      '2026-11-16 00:00:00',
      '9999-12-31 23:59:59',
      '1900-01-01 00:00:00',
    ]);
    expect(maxCursor).toBe('9999-12-31 23:59:59');
  });

  test.each([
    ['bigint', '1.5'],
    ['bigint', '1e-1'],
    ['bigint', '1e5'],
    ['bigint', '1.23457E+12'],
    ['bigint', '0x10'],
    ['bigint', '1_000'],
    ['bigint', 'x19'],
    ['decimal(18,2)', '1_234'],
    ['decimal(18,2)', '1.23457E+11'],
    ['double', '1e999'],
    ['double', '1_0'],
    ['date', 'infinity'],
    ['integer', '3000000000'],
    ['decimal(18,2)', '1,234.50'],
    ['decimal(18,2)', '12 €'],
    ['decimal(5,2)', '12345'],
    ['date', '01/02/2026'],
    ['date', '24-01-02'],
    ['date', '2026-02-30'],
    ['date', '2026-11-16T10:00:00Z'],
    ['date', 'epoch'],
    ['timestamp', 'infinity'],
    ['timestamp', '1/2/2026 10:00'],
    ['timestamp', '2026-11-16 25:00:00'],
    ['boolean', 'perhaps'],
  ])('A %s that reads %s is a bad row, not a near guess.', async (type, text) => {
    const file = await csv(`a,b\n"${text}",x\n`);
    const told = await problemsOf(write([file], { a: type, b: 'varchar' }));
    expect(told).toContain(`rows.csv:2  The value "${text}" in column "a" is not of type ${type}`);
  });

  test.each([
    ['1.234', ', or has points that part thousands'],
    ['1.200', ', or has points that part thousands'],
    ['-1.005', ', or has points that part thousands'],
    ['0.125', ''],
    ['33.333333333333336', ''],
    ['1e-3', ''],
  ])('An amount of %s is not rounded to two decimals.', async (text, told) => {
    const file = await csv(`a,b\n${text},x\n`);
    const columns = { a: 'decimal(18,2)', b: 'varchar' };
    expect(await problemsOf(write([file], columns, { isByHand: true }))).toContain(
      `rows.csv:2  The value "${text}" in column "a" has more decimals than decimal(18,2) holds${told}:`,
    );
  });

  test('What a program writes has no points but one: 1.200 is 1.2 there, and 5.000 is 5.', async () => {
    const file = await csv('a,n\n1.200,5.000\n');
    const columns = { a: 'decimal(18,2)', n: 'integer' };
    expect((await write([file], columns)).values).toEqual([['1.20', 5]]);
    expect(await problemsOf(write([file], { n: 'integer' }, { isByHand: true }))).toContain(
      'The value "5.000" in column "n" is not of type integer, or has points that part thousands',
    );
    const fine = await csv('a\n1.200\n');
    expect((await write([fine], { a: 'decimal(18,3)' }, { isByHand: true })).values).toEqual([['1.200']]);
  });

  test('The noise of binary fractions is no further decimal, and decimals that are zeros are none.', async () => {
    const noise = ['12.340000000000001', '0.30000000000000004', '99.99999999999986', '1234567890.1199999', '5.55e-17'];
    const file = await csv(`a\n${[...noise, '-0.0', '0.100', '1234.5000', '-7.000000'].join('\n')}\n`);
    const { values } = await write([file], { a: 'decimal(18,2)' });
    const amounts = ['12.34', '0.30', '100.00', '1234567890.12', '0.00', '0.00', '0.10', '1234.50', '-7.00'];
    expect(values.flat()).toEqual(amounts);
  });

  test('A key that a spreadsheet has shortened is a bad row: several would be one.', async () => {
    const file = await csv('id,note\n1.23457E+12,1.23457E+12\n');
    const columns = { id: 'varchar', note: 'varchar' };
    expect(await problemsOf(write([file], columns, { needed: ['id'] }))).toContain(
      'rows.csv:2  The value "1.23457E+12" in column "id" was shortened by a spreadsheet, and is its key',
    );
    expect((await write([file], columns)).rows).toBe(1);
  });

  test('Whole numbers written with a point, and dates with midnight, are what they are.', async () => {
    const file = await csv('n,d\n360.0,2026-11-16 00:00:00\n-1,2026-11-16T00:00:00.000Z\n');
    const { values } = await write([file], { n: 'integer', d: 'date' });
    expect(values).toEqual([
      [360, '2026-11-16'],
      [-1, '2026-11-16'],
    ]);
  });

  test('An unknown type is a problem, and no way into the SQL.', async () => {
    const file = await csv('a\n1\n');
    expect(await problemsOf(write([file], { a: 'bigintt' }))).toContain('The column "a" has the type "bigintt"');
    expect(await problemsOf(write([file], { a: 'int) as v; select (1' }))).toContain('which DuckDB does not know');
  });
});

describe('CSV', () => {
  test('An empty field is NULL; a quoted empty field is empty text, and NULL for every other type.', async () => {
    const file = await csv('a,n\n,\n"",""\n');
    expect((await write([file], { a: 'varchar', n: 'integer' })).values).toEqual([
      [null, null],
      ['', null],
    ]);
  });

  test('A text for NULL is NULL in every column.', async () => {
    const file = await csv('a,n\nNULL,NULL\nx,1\n', { nullText: 'NULL' });
    expect((await write([file], { a: 'varchar', n: 'integer' })).values).toEqual([
      [null, null],
      ['x', 1],
    ]);
  });

  test.each([
    ['CRLF and line breaks in quotes', 'a,b\r\n1,"x\r\ny"\r\n2,"p\nq"\r\n', ['x\r\ny', 'p\nq']],
    ['CR alone', 'a,b\r1,x\r2,y\r', ['x', 'y']],
    ['mixed line ends', 'a,b\r\n1,x\n2,y\r\n3,z', ['x', 'y', 'z']],
    ['a BOM', '\uFEFFa,b\n1,x\n', ['x']],
    ['quotation marks inside', 'a,b\n1,5" pipe\n2,"he said ""hi"""\n', ['5" pipe', 'he said "hi"']],
    ['blank lines', 'a,b\n\n1,x\n\n\n2,y\n\n', ['x', 'y']],
    ['a trailing comma', 'a,b,\n1,x,\n2,y,\n', ['x', 'y']],
    ['hostile text', 'a,b\n1,"<b>\'; drop table t; --"\n2,=1+1\n', ["<b>'; drop table t; --", '=1+1']],
    ['only a header', 'a,b\n', []],
  ])('It survives %s.', async (_, content, expected) => {
    const { values } = await write([await csv(content)], { a: 'integer', b: 'varchar' });
    expect(values.map(([, b]) => b)).toEqual(expected);
    expect(values.map(([a]) => a)).toEqual(expected.map((__, index) => index + 1));
  });

  test('A column of one has no rows for blank lines.', async () => {
    expect((await write([await csv('a\n\n1\n\n2\n\n')], { a: 'integer' })).values).toEqual([[1], [2]]);
  });

  test('Compressed files read the same.', async () => {
    const file = await csv(gzipSync('a,b\n1,x\n2,y\n'), { gzip: true });
    expect((await write([file], { b: 'varchar' })).values).toEqual([['x'], ['y']]);
  });

  test('Bad rows are told with the line that an editor shows, whatever stands between them.', async () => {
    const content =
      'id,name\n1,"two\nlines"\n\nx,bad number\n2\n3,"un"quoted\n4,a,b\nid,name\n5,"three\n\nlines"\n\n6.5,not whole\n7,fine\n';
    for (const text of [content, content.replaceAll('\n', '\r\n'), `\uFEFF${content}`]) {
      const { rejected, values } = await write(
        [await csv(text)],
        { id: 'integer', name: 'varchar' },
        { maxRejected: 9 },
      );
      expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
        '5 "x" in column "id" is not of type integer',
        '6 has 1 values for 2 columns',
        '7 has text after a closing quotation mark',
        '8 has 3 values for 2 columns',
        '9 is the header again',
        '14 "6.5" in column "id" is not of type integer',
      ]);
      expect(rejected[3]?.text).toBe('4,a,b');
      expect(values.map(([id]) => id)).toEqual([1, 5, 7]);
    }
  });

  test('A repeated header is no row, even where every column is text.', async () => {
    const file = await csv('a,b\nx,y\na,b\n');
    const { rejected, values } = await write([file], { a: 'varchar', b: 'varchar' }, { maxRejected: 1 });
    expect(values).toEqual([['x', 'y']]);
    expect(rejected).toEqual([{ file: 'rows.csv', line: 3, text: 'a,b', reason: 'is the header again' }]);
  });

  test('Too many bad rows fail, with the first few shown.', async () => {
    const file = await csv(`a\n${'x\n'.repeat(8)}`);
    const told = await problemsOf(write([file], { a: 'integer' }, { maxRejected: 7 }));
    expect(told.split('\n')).toHaveLength(6);
    expect(told).toContain('… and 3 more bad rows.');
  });

  test('An open quotation mark is never one bad row among others.', async () => {
    const file = await csv('a,b\n1,"open\n2,x\n3,y\n');
    const told = await problemsOf(write([file], { a: 'integer', b: 'varchar' }, { maxRejected: 100 }));
    expect(told).toContain('A quotation mark is opened and not closed where a field ends');
  });

  test.each([
    ['a;b;c\n1;2;3\n', 'The header is one single column, "a;b;c".  Is the delimiter ";" rather than ","?'],
    ['"a,""b"",""c"""\n1,2,3\n', 'The header is one single column, "a,\\"b\\",\\"c\\"".'],
    ['a,B,cc\n1,2,3\n', 'There is no column "b".  Did you mean "B"?'],
    ['a,b,b,c\n1,2,3,4\n', 'The column "b" is there twice.'],
    ['', 'The file is empty: it has not even a header.'],
  ])('A header that is not the declared one is refused: %j', async (content, message) => {
    const told = await problemsOf(write([await csv(content)], { a: 'varchar', b: 'varchar', c: 'varchar' }));
    expect(told).toContain(message);
  });

  test('Every file with a wrong header is told, not the first alone.', async () => {
    const files = [await csv('a\n1\n', { label: 'one.csv' }), await csv('b\n1\n', { label: 'two.csv' })];
    const told = await problemsOf(write(files, { c: 'varchar' }));
    expect(told).toContain('one.csv');
    expect(told).toContain('two.csv');
  });

  test('A file without a header has exactly the declared columns.', async () => {
    const file = await csv('1,x\n2,y\n', { header: false });
    expect((await write([file], { a: 'integer', b: 'varchar' })).values).toEqual([
      [1, 'x'],
      [2, 'y'],
    ]);
    expect(await problemsOf(write([file], { a: 'integer' }))).toContain('has 2 columns and no header; 1 are declared');
  });
});

describe('JSON, Parquet, DuckDB', () => {
  const json = (path: string, newlineDelimited: boolean): StagedFile => ({
    format: 'json',
    path,
    label: 'rows.json',
    newlineDelimited,
    gzip: false,
  });

  test('Lines of JSON: dotted names, absent keys, nested values, numbers, blank lines.', async () => {
    const path = await staged(
      '{"id":"1","Owner.Name":"Zoë","n":1.5,"tags":[1,2],"at":"2026-11-16T10:00:00.000+0000","ok":true}\r\n\r\n{"id":"2","n":null}\n',
    );
    const columns = {
      id: 'integer',
      'Owner.Name': 'varchar',
      n: 'double',
      tags: 'varchar',
      at: 'timestamp',
      ok: 'boolean',
    };
    expect((await write([json(path, true)], columns)).values).toEqual([
      [1, 'Zoë', 1.5, '[1,2]', '2026-11-16 10:00:00', true],
      [2, null, null, null, null, null],
    ]);
  });

  test('Bad lines of JSON are set aside with their line.', async () => {
    const path = await staged('{"id":1}\n\n{"id":\n[1]\n{"id":"x"}\n{"id":2}\n');
    const { rejected, values } = await write([json(path, true)], { id: 'integer' }, { maxRejected: 3 });
    expect(values).toEqual([[1], [2]]);
    expect(rejected.map(({ line, reason, text }) => `${line} ${reason}: ${text}`)).toEqual([
      '3 is not JSON: {"id":',
      '4 is not an object: [1]',
      '5 "x" in column "id" is not of type integer: {"id":"x"}',
    ]);
  });

  test('Files that are written side by side share the memory.', async () => {
    const path = await staged('{"id":1}\n{"id":2}\n', 'rows.json');
    const own = await createParquetWriter({ tempDirectory: join(folder, 'side-by-side') });
    const targets = Array.from({ length: 8 }, (_, index) => join(folder, `beside-${index}.parquet`));
    const written = await Promise.all(
      targets.map((target) =>
        own.write({ files: [json(path, true)], columns: { id: 'integer' }, target, maxRejected: 0 }),
      ),
    );
    own.close();
    expect(written.map(({ rows }) => rows)).toEqual(targets.map(() => 2));
    for (const target of targets) expect(await rowsOf(target)).toEqual([[1], [2]]);
  });

  test('An array of JSON; a column that no object has is missing; half an array is refused.', async () => {
    const path = await staged('[{"id":1},\n {"id":2, "name":"x"}]');
    expect((await write([json(path, false)], { id: 'integer', name: 'varchar' })).values).toEqual([
      [1, null],
      [2, 'x'],
    ]);
    expect(await problemsOf(write([json(path, false)], { nam: 'varchar' }))).toContain('Did you mean "name"?');
    const half = await staged('[{"id":1},\n {"id":2');
    expect(await problemsOf(write([json(half, false)], { id: 'integer' }))).toMatch(
      /^rows\.json {2}The file is no whole JSON: /,
    );
    const empty = await staged('[]');
    expect((await write([json(empty, false)], { id: 'integer' })).rows).toBe(0);
  });

  test('Parquet and DuckDB files keep types that are as declared, and cast the others as strictly as text.', async () => {
    const connection = await instance.connect();
    const parquet = join(folder, 'given.parquet');
    await connection.run(
      `copy (select 1::bigint as id, 1.5::double as n, timestamp '2026-11-16 10:00:00' as at, 'x' as extra) to '${parquet}' (format parquet)`,
    );
    const file: StagedFile = { format: 'parquet', path: parquet, label: 'given.parquet' };
    expect((await write([file], { id: 'bigint', n: 'double', at: 'timestamp' })).values).toEqual([
      ['1', 1.5, '2026-11-16 10:00:00'],
    ]);
    expect(await problemsOf(write([file], { n: 'integer' }))).toContain('"1.5" in column "n" is not of type integer');
    expect(await problemsOf(write([file], { at: 'date' }))).toContain('is not of type date');

    const database = join(folder, 'shop.duckdb');
    await connection.run(`attach '${database}' as shop; create table shop.orders as select range as id from range(3)`);
    await connection.run('create view shop.big as select * from shop.main.orders where id > 1; detach shop');
    const view: StagedFile = { format: 'duckdb', path: database, label: 'shop.duckdb', table: 'big' };
    expect((await write([view], { id: 'integer' })).values).toEqual([[2]]);
    expect(await problemsOf(write([{ ...view, table: 'order' }], { id: 'integer' }))).toContain(
      'Did you mean "orders"?',
    );
  });
});

describe('files together', () => {
  test('Rows keep the order of the files and of their rows.', async () => {
    const many = Array.from({ length: 3000 }, (_, row) => `${(row * 7919) % 3000},v${row}`).join('\n');
    const files = [await csv(`a,b\n${many}\n`), await csv('b,a\nlast,-1\n')];
    const first = await write(files, { a: 'integer', b: 'varchar' });
    expect(first.rows).toBe(3001);
    expect(first.values.at(1)?.slice(0, 2)).toEqual([1919, 'v1']);
    expect(first.values.at(-1)?.slice(0, 2)).toEqual([-1, 'last']);
  });
});

test('Rows are counted by the file that they came from, files without rows and bad ones among them.', async () => {
  const columns = { id: 'integer', town: 'varchar' };
  const files = [
    await csv('id,town\n1,a\n2,b\n'),
    await csv('id,town\n'),
    await csv('id,town\n3,a\n4,b\n5,b\n'),
    await csv('town,id\nc,6\n'),
    await csv('id,town\n7,c\n'),
  ];
  const { rowsOfFiles, rowsOfValues, values } = await write(files, columns, { countBy: 'town' });
  expect(rowsOfFiles).toEqual([2, 0, 3, 1, 1]);
  expect(rowsOfValues[2]).toEqual(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  );
  expect(values.map(([id]) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const withBad = [...files.slice(0, 2), await csv('id,town\n3,a\nx,b\n'), ...files.slice(3)];
  const mended = await write(withBad, columns, { maxRejected: 1 });
  expect([mended.rowsOfFiles, mended.rejected.map(({ line }) => line)]).toEqual([[2, 0, 1, 1, 1], [3]]);
});

describe('layers', () => {
  const columns = { id: 'integer', v: 'varchar', at: 'integer' };
  const keyed = { key: ['id'], version: 'at', cursor: 'at' };

  async function layer(rows: string, more: Partial<RowLayer> = {}, names = columns): Promise<RowLayer> {
    count += 1;
    const parquet = join(folder, `${count}-layer.parquet`);
    const connection = await instance.connect();
    const typed = Object.entries(names).map(([name, type], index) => `col${index}::${type} as ${name}`);
    await connection.run(`copy (select ${typed.join(', ')} from (values ${rows})) to '${parquet}' (format parquet)`);
    return { parquet, holds: 'rows', ...more };
  }
  const gone = (rows: string) =>
    layer(rows, { holds: 'deletions' }, { id: 'integer', at: 'integer' } as typeof columns);
  const present = (rows: string) => layer(rows, { holds: 'present' }, { id: 'integer' } as typeof columns);

  test('The highest version of each key counts, of these the last, in the order of the key.', async () => {
    const base = await layer("(2, 'b', 5), (1, 'a', 1), (3, 'c', null)");
    const more = await layer(
      "(1, 'older', 0), (2, 'same', 5), (2, 'older', 4), (3, 'known', 1), (4, 'd', null), (4, 'e', null)",
    );
    const { values, minCursor, maxCursor } = await merge([base, more], columns, keyed);
    expect(values).toEqual([
      [1, 'a', 1],
      [2, 'same', 5],
      [3, 'known', 1],
      [4, 'e', null],
    ]);
    expect([minCursor, maxCursor]).toEqual(['1', '5']);
    const byArrival = await merge([base, more], columns, { key: ['id'] });
    expect(byArrival.values).toEqual([
      [1, 'older', 0],
      [2, 'older', 4],
      [3, 'known', 1],
      [4, 'e', null],
    ]);
  });

  test('A deletion ends the versions up to its own; one without a version ends all.', async () => {
    const base = await layer("(1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'd', 9)");
    const { values } = await merge([base, await gone('(1, 1), (2, 1), (4, null), (9, 9)')], columns, keyed);
    expect(values).toEqual([
      [2, 'b', 2],
      [3, 'c', 3],
    ]);
  });

  test('What is not listed as present is gone; what is listed and nowhere else makes the state incomplete.', async () => {
    const base = await layer("(1, 'a', 1), (2, 'b', 2), (3, 'c', 3)");
    const listed = await merge([base, await present('(3), (1), (1)')], columns, keyed);
    expect(listed.values).toEqual([
      [1, 'a', 1],
      [3, 'c', 3],
    ]);
    expect((await merge([base, await present('(1), (4)')], columns, keyed)).values).toBe('incomplete');
  });

  test('A row that is now of another value counts as gone.', async () => {
    const base = await layer("(1, 'a', 1), (2, 'b', 2)");
    const moved = await layer("(1, 'elsewhere', 2), (2, 'b', 3), (3, null, 3)", {
      where: { column: 'v', equals: 'b' },
    });
    expect((await merge([base, moved], columns, keyed)).values).toEqual([[2, 'b', 3]]);
  });

  test('Keys of several columns, and names that hold anything.', async () => {
    const odd = { 'a "b"': 'integer', "next_0'": 'varchar', at: 'integer' };
    count += 1;
    const parquet = join(folder, `${count}-odd.parquet`);
    const connection = await instance.connect();
    await connection.run(
      `copy (select col0 as "a ""b""", col1 as "next_0'", col2 as at from (values (1, 'x', 1), (1, 'y', 1), (1, 'x', 2))) to '${parquet}' (format parquet)`,
    );
    const { values } = await merge([{ parquet, holds: 'rows' }], odd, { key: ['a "b"', "next_0'"], version: 'at' });
    expect(values).toEqual([
      [1, 'x', 2],
      [1, 'y', 1],
    ]);
  });

  test('Without a key: stretches as they come, or all rows in the order of their values.', async () => {
    const base = await layer("(3, 'c', 3), (1, 'a', 1), (1, 'a', 1)");
    const ranges = [
      { ...base, rowRange: { from: 1, to: 3 } },
      { ...base, rowRange: { from: 0, to: 1 } },
    ];
    expect((await merge(ranges, columns)).values).toEqual([
      [1, 'a', 1],
      [1, 'a', 1],
      [3, 'c', 3],
    ]);
    expect((await merge([base], columns, { isOrdered: false })).values).toEqual([
      [1, 'a', 1],
      [1, 'a', 1],
      [3, 'c', 3],
    ]);
    expect((await merge([], columns)).values).toEqual([]);
  });

  test('The same state has the same rows in the same order, whichever layers it came from, over several row groups.', async () => {
    const connection = await instance.connect();
    const file = async (sql: string): Promise<RowLayer> => {
      count += 1;
      const parquet = join(folder, `${count}-many.parquet`);
      await connection.run(`copy (${sql}) to '${parquet}' (format parquet)`);
      return { parquet, holds: 'rows' };
    };
    const rows = (where: string, at = 1) =>
      file(`select (range * 7919) % 140000 as id, 'v' || range as v, ${at} as at from range(140000) where ${where}`);
    const whole = await merge([await rows('true')], columns, keyed);
    const inBits = [await rows('range % 3 <> 0'), await rows('range % 1000 = 1', 0), await rows('range % 3 = 0')];
    expect((await merge(inBits, columns, keyed)).values).toEqual(whole.values);
    const plain = await merge([await rows('true')], columns);
    const halves = [await rows('range < 50001'), await rows('range >= 50001')];
    expect((await merge(halves, columns)).values).toEqual(plain.values);
    const base = await rows('true');
    const cuts = [0, 1000, 60_000, 139_999, 140_000];
    const ranges = cuts.slice(1).map((to, index) => ({ ...base, rowRange: { from: cuts[index] ?? 0, to } }));
    expect((await merge(ranges, columns)).values).toEqual(plain.values);
  });

  test('What leads from one state to another: changed and new rows, and those that went.', async () => {
    const from = await layer("(1, 'a', 1), (2, 'b', 2), (4, 'd', null), (5, 'e', 5), (6, null, 6)");
    const to = await layer("(0, 'new', 0), (1, 'a', 1), (2, 'other', 2), (4, 'd', null), (6, 'f', 6), (7, 'new', 7)");
    const target = join(folder, 'diff.parquet');
    const one = ({ parquet }: RowLayer) => ({ base: wholeFile(parquet, 0), deltas: [], key: ['id'] });
    const request = { from: one(from), to: one(to), columns, key: ['id'], target };
    expect(await writer.diff(request)).toEqual({ rows: 5 });
    expect(await rowsOf(target)).toEqual([
      [0, 'new', 0, false],
      [2, 'other', 2, false],
      [5, 'e', 5, true],
      [6, 'f', 6, false],
      [7, 'new', 7, false],
    ]);
    const step: RowLayer = { parquet: target, holds: 'rows', where: { column: '#is_gone', equals: 'false' } };
    expect((await merge([from, step], columns, { key: ['id'] })).values).toEqual(
      (await merge([to], columns, { key: ['id'] })).values,
    );
    expect(await writer.diff({ ...request, to: one(from), target: join(folder, 'none.parquet') })).toEqual({
      rows: 0,
    });
  });

  test('A row without its key is bad, in text and in typed files.', async () => {
    const { rejected, values } = await write(
      [await csv('id,v\n1,a\n,b\n" ",c\n')],
      { id: 'integer', v: 'varchar' },
      { needed: ['id'], maxRejected: 9 },
    );
    expect(values).toEqual([[1, 'a']]);
    expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 has no value in column "id", which is its key',
      '4 has no value in column "id", which is its key',
    ]);
    const typed = await layer("(1, 'a', 1), (null, 'b', 2)");
    const told = await problemsOf(
      write([{ format: 'parquet', path: typed.parquet, label: 'x.parquet' }], columns, { needed: ['id'] }),
    );
    expect(told).toContain('has no value in column "id", which is its key');
  });

  test('A file written anew under its name is read as it is now.', async () => {
    const path = join(folder, 'again.parquet');
    for (let turn = 0; turn < 30; turn += 1) {
      const rows = `id,v\n${'1,x\n'.repeat(9)}${turn + 10},y\n`;
      const columns = { id: 'integer', v: 'varchar' };
      await writer.write({ files: [await csv(rows)], columns, target: path, maxRejected: 0 });
      const { values } = await merge([{ parquet: path, holds: 'rows' }], columns);
      expect(values.at(-1)).toEqual([turn + 10, 'y']);
    }
  });
});
