import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { source, table, toldBy, useBench } from '../connectors/fixture.ts';

const bench = useBench();

const COLUMNS = { id: 'integer', town: 'varchar', sold_on: 'date', amount: 'decimal(18,2)' };
const HEADER = 'id,town,sold_on,amount\n';
const ROWS = '1,Aarhus,2026-01-02,3.50\n2,Bergen,2026-01-03,4.00\n3,Cork,2026-01-04,5.25\n';

/** Pulls one file; returns how many rows came, or what a person is told. */
async function pullFile(name: string, content: string | Buffer, options: Readonly<Record<string, unknown>> = {}) {
  const outDir = await bench.folder('trap');
  await writeFile(join(outDir, name), content);
  const app = source('files', [table(COLUMNS, { files: name, ...options }, { key: ['id'] })]);
  let rows: readonly (readonly unknown[])[] = [];
  const told = await toldBy(
    bench.pull({ source: app, outDir }).then(async ({ manifests }) => {
      rows = await bench.rowsOf(outDir, manifests[0]);
    }),
  );
  return { rows, told };
}

const REFUSED: readonly (readonly [trap: string, file: string, content: string | Buffer, told: string])[] = [
  ['semicolons for commas', 'a.csv', `${HEADER}${ROWS}`.replaceAll(',', ';'), 'Is the delimiter ";" rather than ","?'],
  ['tabs for commas', 'a.csv', `${HEADER}${ROWS}`.replaceAll(',', '\t'), 'Is the delimiter a tab rather than ","?'],
  ['decimal commas', 'a.csv', 'id;town;sold_on;amount\n1;a;2026-01-02;3,5\n', 'Is the delimiter ";" rather than ","?'],
  [
    'another type half way',
    'a.csv',
    `${HEADER}${ROWS}four,Derby,2026-01-05,1\n`,
    'a.csv:5  The value "four" in column "id"',
  ],
  ['two columns that have grown together', 'a.csv', `id,townsold_on,amount\n${ROWS}`, 'There is no column "town".'],
  ['the header twice', 'a.csv', `${HEADER}${HEADER}${ROWS}`, 'a.csv:2  The row is the header again'],
  ['the header at the end', 'a.csv', `${HEADER}${ROWS}${HEADER}`, 'a.csv:5  The row is the header again'],
  ['no header', 'a.csv', ROWS, 'There is no column "id".'],
  [
    'the header in one pair of quotation marks',
    'a.csv',
    `"${HEADER.trim()}"\n${ROWS}`,
    'Are there quotation marks around',
  ],
  [
    'each line in quotation marks',
    'a.csv',
    `${HEADER}${ROWS}`.replaceAll(/.+/g, '"$&"'),
    'Are there quotation marks around',
  ],
  [
    'a comment before the header',
    'a.csv',
    `# exported\n${HEADER}${ROWS}`,
    'The header is one single column, "# exported".',
  ],
  ['a column twice', 'a.csv', 'id,town,town,sold_on,amount\n1,a,b,2026-01-02,3\n', 'The column "town" is there twice.'],
  ['another case', 'a.csv', `${HEADER.toUpperCase()}${ROWS}`, 'Did you mean "TOWN"?'],
  ['blanks in the header', 'a.csv', `id, town, sold_on, amount\n${ROWS}`, 'Did you mean " town"?'],
  ['Latin-1', 'a.csv', Buffer.from(`${HEADER}1,Malmö,2026-01-02,3\n`, 'latin1'), 'a.csv:2  The text is not UTF-8'],
  ['a zero byte', 'a.csv', `${HEADER}1,Aar\0hus,2026-01-02,3\n`, 'a.csv:2  There is a zero byte in this line'],
  ['a quotation mark that is not closed', 'a.csv', `${HEADER}1,"Aarhus,2026-01-02,3\n${ROWS}`, 'opened and not closed'],
  [
    'signs of thousands',
    'a.csv',
    `${HEADER}1,a,2026-01-02,"1,234.50"\n`,
    'a.csv:2  The value "1,234.50" in column "amount"',
  ],
  ['days written in two ways', 'a.csv', `${HEADER}${ROWS}4,a,03/01/2026,1\n`, 'a.csv:5  The value "03/01/2026"'],
  ['a year of two digits', 'a.csv', `${HEADER}1,a,26-01-02,1\n`, 'The value "26-01-02" in column "sold_on"'],
  ['a day that is none', 'a.csv', `${HEADER}1,a,2026-02-30,1\n`, 'The value "2026-02-30" in column "sold_on"'],
  ['words for no value', 'a.csv', `${HEADER}1,a,N/A,1\n`, 'The value "N/A" in column "sold_on"'],
  ['a number without end', 'a.csv', `${HEADER}1,a,2026-01-02,inf\n`, 'The value "inf" in column "amount"'],
  ['a fraction for a whole number', 'a.csv', `${HEADER}1.5,a,2026-01-02,1\n`, 'The value "1.5" in column "id"'],
  ['a row of totals', 'a.csv', `${HEADER}${ROWS}Total,,,12.75\n`, 'The value "Total" in column "id"'],
  ['a comma too many', 'a.csv', `${HEADER}1,Aarhus, Denmark,2026-01-02,3\n`, 'The row has 5 values for 4 columns'],
  ['a value too few', 'a.csv', `${HEADER}1,Aarhus,2026-01-02\n${ROWS}`, 'a.csv:2  The row has 3 values for 4 columns'],
  [
    'a bad value after a line break in quotes',
    'a.csv',
    `${HEADER}1,"a\nb",2026-01-02,3\n2,c,2026-01-02,x\n`,
    'a.csv:4',
  ],
  ['nothing at all', 'a.csv', '', 'The file is empty: it has not even a header.'],
  ['a page of a sign-in', 'a.csv', '<!DOCTYPE html><html></html>\n', 'The header is one single column'],
  ['gzip that is cut short', 'a.csv.gz', gzipSync(HEADER + ROWS.repeat(99)).subarray(0, 90), 'The file is not whole'],
  ['text that is called gzip', 'a.csv.gz', `${HEADER}${ROWS}`, 'not gzip at all'],
  [
    'JSON without a comma',
    'a.json',
    '[{"id":1,"town":"a"}\n{"id":2}]',
    'The file is no whole JSON: unexpected character.',
  ],
  [
    'JSON that is cut short',
    'a.json',
    '[{"id":1,"town":"a"},{"id":2,"tow',
    'The file is no whole JSON: unexpected end',
  ],
  ['JSON around the rows', 'a.json', '{"data":[{"id":1}]}', 'There is no column "id".  It is one of: data.'],
  [
    'a line that is no JSON',
    'a.ndjson',
    '{"id":1,"town":"a","sold_on":null,"amount":1}\n{"id":2,\n',
    'a.ndjson:2  The row is not JSON',
  ],
  ['text that is called Parquet', 'a.parquet', `${HEADER}${ROWS}`, 'The file is no Parquet file, or not whole.'],
  ['text that is called XLSX', 'a.xlsx', `${HEADER}${ROWS}`, 'The file is no XLSX file'],
  ['text that is called DuckDB', 'a.duckdb', `${HEADER}${ROWS}`, 'Nothing says which table'],
];

test.each(REFUSED)('Nothing is loaded in silence: %s.', async (_, file, content, message) => {
  const { rows, told } = await pullFile(file, content);
  expect(rows).toEqual([]);
  expect(told).toContain(message);
});

const READ: readonly (readonly [what: string, content: string | Buffer])[] = [
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${HEADER}${ROWS}`, 'utf16le')],
  ['UTF-8 with a mark', `\uFEFF${HEADER}${ROWS}`],
  ['line ends of three kinds', `${HEADER.trim()}\r\n${ROWS.replace('\n', '\r')}`],
];

test.each(READ)('What can be read without a guess is read: %s.', async (_, content) => {
  const { rows, told } = await pullFile('a.csv', content);
  expect(told).toBe('nothing was refused');
  expect(rows.map(([, town]) => town)).toEqual(['Aarhus', 'Bergen', 'Cork']);
});

test('Rows that lack their last values are padded where that is declared; longer ones are refused all the same.', async () => {
  const pad = { short_rows: 'pad' };
  const ragged = `${HEADER}1,Aarhus\n2,"Ber\ngen",2026-01-03\n3,Cork,2026-01-04,5.25\n`;
  expect((await pullFile('a.csv', ragged, pad)).rows).toEqual([
    [1, 'Aarhus', null, null],
    [2, 'Ber\ngen', '2026-01-03', null],
    [3, 'Cork', '2026-01-04', '5.25'],
  ]);
  const { told } = await pullFile('a.csv', `${ragged}4,Derby,2026-01-05,1,2\n`, pad);
  expect(told).toContain('a.csv:6  The row has 5 values for 4 columns');
});
