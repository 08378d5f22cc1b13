/** Files as people drop them into folders, pulled by the command line: read right, or refused in words; never loaded in silence. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { broadsheet, type Exit, scratchFolder } from '../support/broadsheet.ts';
import { xlsxFile } from '../unit/formats/xlsxFile.ts';

const COLUMNS = { id: 'integer', town: 'varchar', sold_on: 'date', amount: 'decimal(18,2)' };
const HEADER = 'id,town,sold_on,amount\n';
const ROWS = '1,Aarhus,2026-01-02,3.50\n2,Bergen,2026-01-03,4.00\n';
const GOOD = [
  [1, 'Aarhus', '2026-01-02', '3.50'],
  [2, 'Bergen', '2026-01-03', '4.00'],
];

interface Nasty {
  readonly what: string;
  /** The file's ending. */
  readonly as?: string;
  readonly content: string | Buffer;
  /** Keys of the table beside `files`, such as `columns`. */
  readonly table?: Readonly<Record<string, unknown>>;
  /** What a person is told, `FILE` being the file's path; or the rows that are loaded. */
  readonly is: string | readonly (readonly unknown[])[];
}

const row = (id: string, amount: string, day = '2026-01-02'): string => `${HEADER}${id},a,${day},${amount}\n`;
const noType = (value: string, column: string, type: string): string =>
  `FILE:2  The value "${value}" in column "${column}" is not of type ${type}`;
const more = (value: string): string =>
  `FILE:2  The value "${value}" in column "amount" has more decimals than decimal(18,2)`;
const book = (rows: Parameters<typeof xlsxFile>[0]['sheets'][number]['rows']): Buffer =>
  xlsxFile({ sheets: [{ name: 'Sheet1', rows }] });
const XLSX_HEADER = { A: 'id', B: 'town', C: 'sold_on', D: 'amount' };

const FILES: readonly Nasty[] = [
  // Delimiters and headers.
  {
    what: 'a header in line 3',
    content: `Sales,,,\nPrinted 2026-01-05,,,\n${HEADER}${ROWS}`,
    is: 'FILE  There is no column "id"',
  },
  {
    what: 'the line that tells Excel the delimiter',
    content: `sep=,\n${HEADER}${ROWS}`,
    is: 'FILE  There is no column "id"',
  },
  {
    what: 'translated names',
    content: `번호,도시,판매일,금액\n${ROWS}`,
    is: 'It is one of: 금액, 도시, 번호, 판매일.',
  },
  { what: 'blanks behind the names', content: `id ,town ,sold_on ,amount \n${ROWS}`, is: 'Did you mean "amount "?' },
  { what: 'a blank that nobody sees in a name', content: `id\u200B,town,sold_on,amount\n${ROWS}`, is: 'id\\u200B' },
  { what: 'two byte order marks', content: `\uFEFF\uFEFF${HEADER}${ROWS}`, is: '\\uFEFFid' },
  {
    what: 'a second header in other words',
    content: `${HEADER}nr,place,day,money\n${ROWS}`,
    is: noType('nr', 'id', 'integer'),
  },
  {
    what: 'a second header of units',
    content: `${HEADER},,,USD\n${ROWS}`,
    is: noType('USD', 'amount', 'decimal(18,2)'),
  },
  { what: 'names of other columns', content: `town,id,sold_on,amount\n${ROWS}`, is: noType('Aarhus', 'id', 'integer') },
  {
    what: 'two delimiters in one header',
    content: 'id,town;sold_on,amount\n1,a;2026-01-02,1\n',
    is: 'There is no column "town"',
  },
  { what: 'pipes', content: `${HEADER}${ROWS}`.replaceAll(',', '|'), is: 'Is the delimiter "|" rather than ","?' },
  {
    what: 'columns of blanks',
    content: 'id  town  sold_on  amount\n1  a  2026-01-02  3\n',
    is: 'The header is one single column',
  },
  { what: 'commas in a TSV', as: 'tsv', content: `${HEADER}${ROWS}`, is: 'Is the delimiter "," rather than a tab?' },
  {
    what: 'a delimiter at every line’s end',
    content: 'id,town,sold_on,amount,\n1,a,2026-01-02,1,\n',
    is: [[1, 'a', '2026-01-02', '1.00']],
  },
  // Numbers.
  { what: 'points that part thousands', content: row('1', '1.234'), is: more('1.234') },
  {
    what: 'points that part millions',
    content: row('1', '1.234.567'),
    is: noType('1.234.567', 'amount', 'decimal(18,2)'),
  },
  { what: 'a thousand pieces with a point', content: row('1.000', '1'), is: noType('1.000', 'id', 'integer') },
  { what: 'half a cent', content: row('1', '0.125'), is: more('0.125') },
  { what: 'the noise of sums', content: row('1', '12.340000000000001'), is: [[1, 'a', '2026-01-02', '12.34']] },
  { what: 'a comma for the point', content: row('1', '"3,50"'), is: noType('3,50', 'amount', 'decimal(18,2)') },
  {
    what: 'a blank between thousands',
    content: row('1', '1\u00A0234'),
    is: noType('1\u00A0234', 'amount', 'decimal(18,2)'),
  },
  { what: 'an underscore between thousands', content: row('1_000', '1'), is: noType('1_000', 'id', 'integer') },
  { what: 'a sign of currency', content: row('1', '€3.50'), is: noType('€3.50', 'amount', 'decimal(18,2)') },
  { what: 'brackets for a minus', content: row('1', '(3.50)'), is: noType('(3.50)', 'amount', 'decimal(18,2)') },
  { what: 'a minus behind the number', content: row('1', '3.50-'), is: noType('3.50-', 'amount', 'decimal(18,2)') },
  { what: 'a minus that is a dash', content: row('1', '−3.50'), is: noType('−3.50', 'amount', 'decimal(18,2)') },
  { what: 'percent', content: row('1', '35%'), is: noType('35%', 'amount', 'decimal(18,2)') },
  { what: 'an exponent in an id', content: row('1e5', '1'), is: noType('1e5', 'id', 'integer') },
  {
    what: 'an amount that a spreadsheet has shortened',
    content: row('1', '1.23457E+11'),
    is: noType('1.23457E+11', 'amount', 'decimal(18,2)'),
  },
  {
    what: 'a key that a spreadsheet has shortened',
    content: 'id\n1.23457E+12\n',
    table: { columns: { id: 'varchar' }, key: 'id' },
    is: 'FILE:2  The value "1.23457E+12" in column "id" was shortened by a spreadsheet, and is its key',
  },
  { what: 'zeros before a number', content: row('007', '0.50'), is: [[7, 'a', '2026-01-02', '0.50']] },
  { what: 'zeros before a text', content: 'zip\n00501\n', table: { columns: { zip: 'varchar' } }, is: [['00501']] },
  { what: 'hexadecimals', content: row('0x10', '1'), is: noType('0x10', 'id', 'integer') },
  { what: 'digits of other scripts', content: row('１', '1'), is: noType('１', 'id', 'integer') },
  {
    what: 'numbers without end',
    content: 'x\n1e999\n',
    table: { columns: { x: 'double' } },
    is: noType('1e999', 'x', 'double'),
  },
  {
    what: 'a word for what is not a number, where that is said to be no value',
    content: 'x,y\nnan,1\n2,2\n',
    table: { columns: { x: 'double' }, null_text: 'nan' },
    is: [[null], [2]],
  },
  // Days and times.
  {
    what: 'a day that may be in March or April',
    content: row('1', '1', '03/04/2024'),
    is: noType('03/04/2024', 'sold_on', 'date'),
  },
  { what: 'days with points', content: row('1', '1', '04.03.2024'), is: noType('04.03.2024', 'sold_on', 'date') },
  { what: 'years of two digits', content: row('1', '1', '03/04/24'), is: noType('03/04/24', 'sold_on', 'date') },
  {
    what: 'days as a spreadsheet counts them',
    content: row('1', '1', '45292'),
    is: noType('45292', 'sold_on', 'date'),
  },
  { what: 'days without signs', content: row('1', '1', '20240304'), is: noType('20240304', 'sold_on', 'date') },
  { what: 'names of months', content: row('1', '1', '4 March 2024'), is: noType('4 March 2024', 'sold_on', 'date') },
  {
    what: 'a day with a time',
    content: row('1', '1', '2024-03-04 23:30'),
    is: noType('2024-03-04 23:30', 'sold_on', 'date'),
  },
  { what: 'the day that is none', content: row('1', '1', '0000-00-00'), is: noType('0000-00-00', 'sold_on', 'date') },
  { what: 'the end of days', content: row('1', '1', 'infinity'), is: noType('infinity', 'sold_on', 'date') },
  {
    what: 'seconds since 1970',
    content: 'at\n1700000000\n',
    table: { columns: { at: 'timestamp' } },
    is: noType('1700000000', 'at', 'timestamp'),
  },
  {
    what: 'a clock of twelve hours',
    content: 'at\n2024-03-04 10:00 PM\n',
    table: { columns: { at: 'timestamp' } },
    is: noType('2024-03-04 10:00 PM', 'at', 'timestamp'),
  },
  // Text and bytes.
  { what: 'UTF-16 without a mark', content: Buffer.from(`${HEADER}${ROWS}`, 'utf16le'), is: GOOD },
  {
    what: 'Korean as Windows writes it',
    content: Buffer.from([...Buffer.from(`${HEADER}1,`), 0xbc, 0xad, 0xbf, 0xef, ...Buffer.from(',2026-01-02,3\n')]),
    is: 'FILE:2  The text is not UTF-8 from this line on; it may be Windows-1252, Latin-1 or CP949.',
  },
  { what: 'line ends of the first Macintosh', content: `${HEADER}${ROWS}`.replaceAll('\n', '\r'), is: GOOD },
  {
    what: 'zero bytes behind the text',
    content: Buffer.concat([Buffer.from(`${HEADER}${ROWS}`), Buffer.alloc(512)]),
    is: 'FILE:4  There is a zero byte in this line',
  },
  {
    what: 'a quotation mark that is not closed in the last line',
    content: `${HEADER}${ROWS}3,"a,2026-01-02,1`,
    is: 'FILE:4  The row has text after a closing quotation mark',
  },
  {
    what: 'quotation marks behind backslashes',
    content: `${HEADER}1,"a \\"b\\"",2026-01-02,1\n`,
    is: 'FILE:2  The row has text after a closing quotation mark',
  },
  {
    what: 'apostrophes for quotation marks',
    content: `${HEADER}1,'a, b',2026-01-02,1\n`,
    is: 'FILE:2  The row has 5 values for 4 columns',
  },
  { what: 'a file that was cut', content: `${HEADER}${ROWS}3,Co`, is: 'FILE:4  The row has 2 values for 4 columns' },
  {
    what: 'a line of totals',
    content: `${HEADER}${ROWS}\nTotal rows: 2\n`,
    is: 'FILE:5  The row has 1 values for 4 columns',
  },
  { what: 'a comment', content: `${HEADER}# corrected\n${ROWS}`, is: 'FILE:2  The row has 1 values for 4 columns' },
  { what: 'words for no value', content: row('1', 'N/A', 'NULL'), is: noType('NULL', 'sold_on', 'date') },
  {
    what: 'an XLSX file under another name',
    content: book({ 1: XLSX_HEADER }),
    is: 'There is a zero byte in this line',
  },
  {
    what: 'a page of a sign-in',
    content: '<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n',
    is: 'The header is one single column, "<!DOCTYPE html>"',
  },
  {
    what: 'a packed file that was cut',
    as: 'csv.gz',
    content: gzipSync(HEADER + ROWS.repeat(99)).subarray(0, 60),
    is: 'FILE  The file is not whole',
  },
  {
    what: 'a packed file with something behind it',
    as: 'csv.gz',
    content: Buffer.concat([gzipSync(HEADER + ROWS), Buffer.from('oops')]),
    is: 'FILE  The file is not whole',
  },
  {
    what: 'packed files behind one another',
    as: 'csv.gz',
    content: Buffer.concat([gzipSync(HEADER), gzipSync(ROWS)]),
    is: GOOD,
  },
  { what: 'nothing', content: '', is: 'FILE:1  The file is empty: it has not even a header.' },
  { what: 'a mark and nothing else', content: '\uFEFF', is: 'FILE:1  The file is empty' },
  { what: 'a header and no rows', content: HEADER, is: [] },
  // JSON.
  { what: 'JSON around the rows', as: 'json', content: '{"data": [{"id": 1}]}', is: 'It is one of: data.' },
  {
    what: 'JSON that is nothing',
    as: 'json',
    content: '',
    is: 'FILE  The file is empty: not even a list that is empty.',
  },
  {
    what: 'JSON on several lines',
    as: 'json',
    content: '{\n"id": 1,\n"town": "a"\n}\n',
    is: 'FILE:1  No line of the file is a JSON object.',
  },
  {
    what: 'JSON with text behind it',
    as: 'json',
    content: '[{"id": 1, "town": "a", "sold_on": null, "amount": 1}] oops',
    is: 'FILE  The file is no whole JSON',
  },
  {
    what: 'names in other cases',
    as: 'json',
    content: '[{"Id": 1, "town": "a", "sold_on": null, "amount": 1}]',
    is: 'Did you mean "Id"?',
  },
  {
    what: 'an object for a number',
    as: 'json',
    content: '[{"id": {"x": 1}, "town": "a", "sold_on": null, "amount": 1}]',
    is: 'FILE:1  The value "{"x":1}" in column "id" is not of type integer',
  },
  {
    what: 'lines with commas behind them',
    as: 'ndjson',
    content: '{"id": 1},\n{"id": 2},\n',
    is: 'FILE:1  No line of the file is a JSON object.',
  },
  {
    what: 'a line that is cut',
    as: 'ndjson',
    content: '{"id": 1, "town": "a", "sold_on": null, "amount": 1}\n{"id": 2, "tow',
    is: 'FILE:2  The row is not JSON',
  },
  // Sheets.
  {
    what: 'a header in merged cells',
    as: 'xlsx',
    content: book({ 1: { A: 'Sale', C: 'Money' }, 2: XLSX_HEADER, 3: { A: 1 } }),
    is: 'FILE:1  There is no column "id"',
  },
  {
    what: 'a formula that has failed',
    as: 'xlsx',
    content: book({ 1: XLSX_HEADER, 2: { A: 1, D: { t: 'e', v: '#REF!' } } }),
    is: 'FILE:2  The row has the error #REF! in column "amount"',
  },
  {
    what: 'a day that is a text',
    as: 'xlsx',
    content: book({ 1: XLSX_HEADER, 2: { A: 1, C: '03/04/2024' } }),
    is: noType('03/04/2024', 'sold_on', 'date'),
  },
  {
    what: 'a day without the look of one',
    as: 'xlsx',
    content: book({ 1: XLSX_HEADER, 2: { A: 1, C: 45292 } }),
    is: noType('45292', 'sold_on', 'date'),
  },
  {
    what: 'CSV under the name of a sheet',
    as: 'xlsx',
    content: `${HEADER}${ROWS}`,
    is: 'FILE  The file is no XLSX file',
  },
];

let exit: Exit;
let project: string;
let loaded: (index: number) => Promise<readonly (readonly unknown[])[] | undefined>;
let instance: DuckDBInstance;
const nameOf = (index: number): string => `file_${index}`;
const fileOf = (index: number): string => `in/${index}.${FILES[index]?.as ?? 'csv'}`;

beforeAll(async () => {
  project = await scratchFolder();
  const put = async (path: string, content: string | Buffer): Promise<void> => {
    await mkdir(join(project, path, '..'), { recursive: true });
    await writeFile(join(project, path), content);
  };
  for (const [index, { content }] of FILES.entries()) await put(fileOf(index), content);
  const tables = FILES.map(({ table }, index) => [
    nameOf(index),
    { files: fileOf(index), columns: { ...COLUMNS }, ...table },
  ]);
  await put(
    'queries/sources/app.yml',
    stringify({ kind: 'files', brands: ['one'], tables: Object.fromEntries(tables) }),
  );
  await put('templates/site.yml', stringify({ title: 'Nasty', base_url: 'https://reports.example.org' }));
  const brand = { title: 'One', locale: 'en-US', time_zone: 'America/New_York', currency: 'USD' };
  await put('templates/brands/one/brand.yml', stringify(brand));
  const out = await scratchFolder();
  exit = await broadsheet(['pull', '--project', project, '--out', out, '--now', '2026-11-23T05:00:00Z']);
  instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  loaded = async (index) => {
    const manifest = join(out, 'extracts/app', nameOf(index), 'one/manifest.json');
    const text = await readFile(manifest, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const [range] = JSON.parse(text).files.base;
    // Where there are no rows there is no range of a file.
    if (range === undefined) return [];
    return (await connection.runAndReadAll(`from read_parquet('${join(out, range.parquet)}')`)).getRowsJson();
  };
}, 120_000);
afterAll(() => instance?.closeSync());

test('A pull that refused a file says so by its exit code, and in the manifest.', () => {
  expect(exit.status).toBe(1);
  expect(exit.stderr).toContain('✗ not pulled, or not whole: app');
});

test.each(FILES.map(({ what, is }, index) => [what, index, is] as const))('%s', async (_, index, is) => {
  if (typeof is === 'string') {
    expect(await loaded(index)).toBeUndefined();
    const told = exit.stderr
      .split(/^(?=.*was not pulled; what an)/m)
      .find((one) => one.includes(`app.${nameOf(index)} `));
    expect(told).toContain(is.replace('FILE', fileOf(index)));
  } else expect(await loaded(index)).toEqual(is);
});
