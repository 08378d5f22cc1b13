import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookOf, numberText, serialText } from '../../../src/formats/xlsx/cell.ts';
import { source, table, toldBy, useBench } from '../connectors/fixture.ts';
import { type TestSheet, xlsxFile } from './xlsxFile.ts';

const bench = useBench();

type Book = Parameters<typeof xlsxFile>[0];

const COLUMNS = { id: 'varchar', amount: 'decimal(18,2)', day: 'date' };

async function pullBook(
  book: Book | Buffer,
  {
    columns = COLUMNS,
    maxBadRows,
    ...options
  }: { columns?: Record<string, string>; maxBadRows?: number; [option: string]: unknown } = {},
) {
  const outDir = await bench.folder('xlsx');
  await writeFile(join(outDir, 'orders.xlsx'), Buffer.isBuffer(book) ? book : xlsxFile(book));
  const more = maxBadRows === undefined ? {} : { maxBadRows };
  const from = source('files', [table(columns, { files: 'orders.xlsx', ...options }, more)]);
  const { manifests } = await bench.pull({ source: from, outDir });
  return { rows: await bench.rowsOf(outDir, manifests[0]), manifest: manifests[0] };
}

function sheet(rows: TestSheet['rows'], name = 'Orders'): TestSheet {
  return { name, rows };
}

const HEADER = { A: 'id', B: 'amount', C: 'day' };

describe('values', () => {
  test('Texts, numbers, days and truth come as they are shown; empty cells and empty texts are no value.', async () => {
    const rows = {
      1: { A: 'id', B: 'amount', C: 'day', D: 'at', E: 'is_paid', F: 'clock' },
      2: {
        A: 'a',
        B: 1234.5,
        C: { v: '46342', s: 1 },
        D: { v: '46342.395833333336', s: 2 },
        E: { t: 'b', v: '1' },
        F: { v: '0.5', s: 3 },
      },
      3: { A: { t: 'str', v: '' }, B: { v: '1.1000000000000001' }, C: { s: 1 }, E: { t: 'b', v: '0' } },
      4: { A: { t: 'inlineStr', xml: '<is><r><t>two </t></r><r><t>runs</t></r></is>' }, B: { v: '1E-2' } },
      5: { A: { t: 'str', v: 'of a formula' }, C: { t: 'd', v: '2026-11-16T00:00:00.000Z' } },
      6: { A: 12345678901234567000, B: { t: 'e', v: '#N/A' } },
    };
    const columns = { ...COLUMNS, at: 'timestamp', is_paid: 'boolean', clock: 'time' };
    const pulled = await pullBook({ sheets: [sheet(rows)], formats: [14, 'yyyy\\-mm\\-dd hh:mm', 20] }, { columns });
    expect(pulled.rows).toEqual([
      ['a', '1234.50', '2026-11-16', '2026-11-16 09:30:00', true, '12:00:00'],
      [null, '1.10', null, null, false, null],
      ['two runs', '0.01', null, null, null, null],
      ['of a formula', null, '2026-11-16', null, null, null],
      ['12345678901234567000', null, null, null, null, null],
    ]);
  });

  test('Texts keep blanks, line breaks and markup, and lose the readings that Japanese texts carry.', async () => {
    const sharedItems = [
      '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>',
      '<si><t>a_x000D_\nb</t></si>',
    ];
    const rows = {
      1: { A: 'id' },
      2: { A: { t: 's', v: '0' } },
      3: { A: { t: 's', v: '1' } },
      4: { A: ' <b> & "c" ' },
    };
    const pulled = await pullBook({ sheets: [sheet(rows)], sharedItems }, { columns: { id: 'varchar' } });
    expect(pulled.rows.flat()).toEqual(['東京', 'a\r\nb', ' <b> & "c" ']);
  });

  test('Days are counted from 1900 with a leap day that never was, or from 1904.', () => {
    const day = (written: string, isFrom1904 = false) => serialText(written, { look: 'day', isFrom1904 });
    expect(['1', '59', '60', '61', '45292', '0', '-1'].map((written) => day(written))).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-02-29',
      '1900-03-01',
      '2024-01-01',
      '1900-01-00',
      '-1',
    ]);
    expect([day('0', true), day('43830', true)]).toEqual(['1904-01-01', '2024-01-01']);
    const instant = (written: string) => serialText(written, { look: 'instant', isFrom1904: false });
    expect([instant('45292'), instant('45292.999999999999'), instant('45292.00000289352')]).toEqual([
      '2024-01-01 00:00:00',
      '2024-01-02 00:00:00',
      '2024-01-01 00:00:00.250',
    ]);
  });

  test('A number format tells days and times from numbers.', () => {
    const own = (code: string) => lookOf(200, new Map([[200, code]]));
    const days = ['dd/mm/yyyy', 'mmm-yy', '[$-409]d mmmm yyyy;@', 'yyyy"年"m"月"d"日"'];
    const numbers = [
      '0.00',
      '#,##0 "days"',
      '[Red]0.00',
      '[h]:mm',
      '0.00E+00',
      'General',
      '@',
      '_-* #,##0.00\\ "h"_-',
      '"year" 0',
    ];
    expect(days.map(own)).toEqual(days.map(() => 'day'));
    expect(numbers.map(own)).toEqual(numbers.map(() => 'number'));
    expect(['m/d/yy h:mm', 'yyyy-mm-ddThh:mm:ss', 'h:mm AM/PM', 'mm:ss.0'].map(own)).toEqual([
      'instant',
      'instant',
      'time',
      'time',
    ]);
    expect([0, 2, 9, 14, 22, 20, 46, 49].map((id) => lookOf(id, new Map()))).toEqual([
      'number',
      'number',
      'number',
      'day',
      'instant',
      'time',
      'number',
      'number',
    ]);
  });

  test('Numbers are exact: every digit of an integer, no noise of a fraction.', () => {
    const written = ['007', '9007199254740993', '0.30000000000000004', '1234.5599999999999', '1E+20', '-0.5', 'x'];
    expect(written.map(numberText)).toEqual([
      '007',
      '9007199254740993',
      '0.30000000000000004',
      '1234.56',
      '100000000000000000000',
      '-0.5',
      'x',
    ]);
  });
});

describe('where the table is', () => {
  const notes = {
    1: { A: 'Orders of November' },
    3: { B: 'id', C: 'amount', D: 'day' },
    4: { B: 'a', C: 1 },
    5: { B: 'b', C: 2 },
  };

  test('A range names its cells; a sheet, its sheet.', async () => {
    const sheets = [sheet({ 1: { A: 'nothing' } }, 'Cover'), sheet({ ...notes, 9: { B: 'Total', C: 3 } }, 'Data')];
    const pulled = await pullBook({ sheets }, { sheet: 'Data', range: 'B3:D8' });
    expect(pulled.rows).toEqual([
      ['a', '1.00', null],
      ['b', '2.00', null],
    ]);
    expect(await toldBy(pullBook({ sheets }, { sheet: 'data' }))).toContain(
      'orders.xlsx  The file has no sheet "data".  Did you mean "Data"?',
    );
  });

  test('Without a header, columns are known by their place.', async () => {
    const pulled = await pullBook({ sheets: [sheet({ 2: { B: 'a', C: 1 } })] }, { header: false, range: 'B' });
    expect(pulled.rows).toEqual([['a', '1.00', null]]);
  });

  test('Empty rows are no rows, cells of prefixed XML are cells, null_text is no value.', async () => {
    const rows = { 1: HEADER, 2: { A: { s: 0 } }, 3: { A: 'a', B: '-' }, 5: { A: '-' }, 6: { A: 'b', B: 3 } };
    const pulled = await pullBook({ sheets: [sheet(rows)], prefix: 'x:' }, { null_text: '-' });
    expect(pulled.rows).toEqual([
      ['a', null, null],
      ['b', '3.00', null],
    ]);
  });

  test('Columns that nobody declared are told, also those without a header.', async () => {
    bench.logged.length = 0;
    await pullBook({ sheets: [sheet({ 1: { ...HEADER, D: 'note' }, 2: { A: 'a', F: 'see me' } })] });
    expect(bench.logged.join('\n')).toContain('column F without a header');
    expect(bench.logged.join('\n')).toContain('note');
  });
});

describe('bad sheets', () => {
  test('A missing or doubled column is told with the row of the header.', async () => {
    const rows = { 2: { A: 'id', B: 'amout', C: 'day', D: 'day' }, 3: { A: 'a' } };
    expect(await toldBy(pullBook({ sheets: [sheet(rows)] }))).toContain(
      'orders.xlsx:2  There is no column "amount".  Did you mean "amout"?\n' +
        'orders.xlsx:2  The column "day" is there twice.  Rename one of them.',
    );
    expect(await toldBy(pullBook({ sheets: [sheet({})] }))).toContain('The sheet is empty');
  });

  test('Bad rows are told by the row that the sheet shows: wrong types, errors of formulas, the header again.', async () => {
    const rows = {
      1: { A: 'A title' },
      3: HEADER,
      4: { A: 'two\nlines', B: 1 },
      6: { A: 'b', B: 'many' },
      7: { A: { t: 'e', v: '#REF!' }, B: 2 },
      8: HEADER,
      9: { A: 'c', B: 3, C: { v: '60', s: 1 } },
      10: { A: 'd', B: 4, E: { t: 'e', v: '#DIV/0!' } },
    };
    const book = { sheets: [sheet(rows)], formats: [14] };
    const { manifest, rows: good } = await pullBook(book, { range: 'A3', maxBadRows: 0.9 });
    expect(good.map(([id]) => id)).toEqual(['two\nlines', 'd']);
    const told = (manifest?.rejected ?? []).map(({ line, reason }) => `${line} ${reason}`).sort();
    expect(told).toEqual([
      '6 "many" in column "amount" is not of type decimal(18,2)',
      '7 has the error #REF! in column "id"',
      '8 is the header again',
      '9 "1900-02-29" in column "day" is not of type date',
    ]);
    expect(await toldBy(pullBook(book, { range: 'A3' }))).toContain('orders.xlsx:6  The value "many"');
  });

  test('What is no XLSX file, or half of one, is told.', async () => {
    const whole = xlsxFile({ sheets: [sheet({ 1: HEADER, 2: { A: 'a' } })] });
    expect(await toldBy(pullBook(Buffer.from('id,amount\n')))).toContain('The file is no XLSX file');
    expect(await toldBy(pullBook(whole.subarray(0, whole.length - 30)))).toContain('The file is no XLSX file');
    const spoiled = Buffer.from(whole);
    spoiled.fill(0x7f, spoiled.indexOf('sheet1.xml') + 14, spoiled.indexOf('sheet1.xml') + 40);
    expect(await toldBy(pullBook(spoiled))).toContain('The file is not whole');
    const lost = xlsxFile({ sheets: [sheet({ 1: HEADER, 2: { A: { t: 's', v: '99' } } })] });
    expect(await toldBy(pullBook(lost))).toContain('The file is not whole');
    const far = xlsxFile({ sheets: [sheet({ 1: HEADER, 999999999: { A: 'a' } })] });
    expect(await toldBy(pullBook(far))).toContain('The file is not whole');
  });

  test('The same sheet twice is not read twice, and gives the same bytes.', async () => {
    const outDir = await bench.folder('xlsx');
    const path = join(outDir, 'orders.xlsx');
    await writeFile(path, xlsxFile({ sheets: [sheet({ 1: HEADER, 2: { A: 'a', B: 1 } })] }));
    const from = source('files', [table(COLUMNS, { files: '*.xlsx' })]);
    await bench.pull({ source: from, outDir });
    const again = await bench.pull({ source: from, outDir });
    expect(again.reused).toBe(1);
    await writeFile(path, xlsxFile({ sheets: [sheet({ 1: HEADER, 2: { A: 'a', B: 2 } })] }));
    const { manifests } = await bench.expectFullPull({ source: from, outDir });
    expect(await bench.rowsOf(outDir, manifests[0])).toEqual([['a', '2.00', null]]);
  });
});
