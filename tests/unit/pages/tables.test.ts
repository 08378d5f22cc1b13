import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { heatView } from '../../../src/pages/heatView.ts';
import { shownText } from '../../../src/pages/plainText.ts';
import { tableCsv } from '../../../src/pages/tableCsv.ts';
import { tableView } from '../../../src/pages/tableView.ts';
import type { Cell, Table } from '../../../src/types.ts';
import { ACME, HANOK, HOSTILE } from './fixtures/bulletin.ts';

const text = (values: readonly Cell[]): Table => ({
  columns: [
    { name: 'name', label: 'Name', type: 'text' },
    { name: 'size', label: 'Size', type: 'number', format: 'integer' },
  ],
  rows: values.map((value, index) => [value, index]),
});
const look = {
  grain: 'week',
  brand: ACME,
  limit: 10,
  latestFirst: false,
} as const;

describe('Periods that are not whole', () => {
  const table: Table = {
    columns: [
      { name: 'period', label: 'Week', type: 'day' },
      { name: 'users', label: 'Users', type: 'number', format: 'integer', metric: 'users' },
      { name: 'joined', label: 'Joined', type: 'number', format: 'integer', metric: 'joined' },
      { name: 'left', label: 'Left', type: 'number', format: 'integer', metric: 'left' },
    ],
    rows: [
      ['2026-11-16', 281, 0, 3],
      ['2026-11-09', 294, 12, 4],
    ],
  };
  const none = { period: '2026-11-16', days: 0, of: 7, metrics: ['joined'] };
  const some = { period: '2026-11-16', days: 5, of: 7, metrics: ['users', 'others'] };
  const shown = (parts: readonly (typeof none)[], columns?: readonly string[]) =>
    tableView(table, { ...look, parts, ...(columns === undefined ? {} : { columns }) }).rows.map((row) =>
      row.map((cell) => cell.text),
    );
  const [, weekBefore] = shown([]);
  const week = shown([])[0]?.[0];

  test('are marked beside the period where most metrics lack days, with what the least of them has', () => {
    expect(shown([none, some])).toEqual([[`${week} (no data)`, '281', '0', '3'], weekBefore]);
  });

  test('are marked beside a metric where most have all days', () => {
    expect(shown([none])).toEqual([[week, '281', '0 (no data)', '3'], weekBefore]);
  });

  test('are marked by words that stay together on a page that is read from the right', () => {
    const israel = { ...look, brand: { ...ACME, locale: 'he-IL' }, parts: [none] };
    expect(tableView(table, israel).rows[0]?.[2]?.text).toBe('0 \u2068(no data)\u2069');
  });

  test('are not marked for a metric that is not shown', () => {
    expect(shown([none], ['period', 'users'])).toEqual([[week, '281'], weekBefore?.slice(0, 2)]);
    expect(shown([some], ['period', 'users'])[0]).toEqual([`${week} (5 of 7 days)`, '281']);
  });
});

describe('A CSV', () => {
  test('begins with a byte order mark, ends its lines with CRLF, and is read back as it was written', () => {
    const csv = tableCsv(text(['a,b', 'c"d', 'e\nf', '한국어']));
    expect(csv.startsWith('\ufeffname,size\r\n')).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(6);
    expect(parse(csv, { bom: true, record_delimiter: '\r\n' }).slice(1)).toEqual([
      ['a,b', '0'],
      ['c"d', '1'],
      ['e\nf', '2'],
      ['한국어', '3'],
    ]);
  });

  test('holds every value whole', () => {
    const rows: string[][] = parse(tableCsv(text(HOSTILE)), { bom: true, record_delimiter: '\r\n' });
    expect(rows.slice(1).map(([name]) => name?.replace(/^'/, ''))).toEqual(HOSTILE);
  });

  test('puts an apostrophe before what a spreadsheet would run, and before no number', () => {
    const names = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '1+1'];
    const csv = tableCsv({ columns: text([]).columns, rows: names.map((name) => [name, -1.5]) });
    const rows: string[][] = parse(csv, { bom: true, record_delimiter: '\r\n' });
    expect(rows.slice(1).map(([name]) => name)).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", '1+1']);
    expect(rows.slice(1).every(([, size]) => size === '-1.5')).toBe(true);
  });

  test('and a table hold numbers that no double is with every digit', () => {
    const amounts = ['12345678901234567.89', '-9007199254740993', 5];
    const table = { columns: text([]).columns.slice(1), rows: amounts.map((amount) => [amount]) };
    expect(tableCsv(table)).toBe('\ufeffsize\r\n12345678901234567.89\r\n-9007199254740993\r\n5\r\n');
    const [column] = table.columns;
    const shown = {
      columns: column === undefined ? [] : [{ ...column, format: 'decimal' as const }],
      rows: table.rows,
    };
    expect(tableView(shown, look).rows.map((row) => row[0]?.text)).toEqual([
      ...['12,345,678,901,234,567.89', '−9,007,199,254,740,993.00', '5.00'],
    ]);
    expect(tableView(table, { ...look, bars: 'size' }).rows[0]?.[0]).toMatchObject({ bar: 100 });
  });

  test.each([
    ' =1+1',
    '\u00a0=1+1',
    '\u200b=1+1',
    '\ufeff=1+1',
    '\u3000@x',
    ' \t =1+1',
    '\n=1+1',
    '\r\n+1',
    '\u0000=1+1',
    '\u00ad-1',
    '\uff1d1+1',
    '\uff0b1',
    '\uff0d1',
    '\uff20x',
    '\u22121',
    '\u2800=1',
    '=1+1\nsecond line',
    '-12345678901234567890',
  ])('runs nothing that hides behind blanks or in other forms: %j', (name) => {
    const csv = tableCsv({ columns: [{ name, label: 'a', type: 'text' }], rows: [[name]] });
    expect(parse(csv, { bom: true, record_delimiter: '\r\n' })).toEqual([[`'${name}`], [`'${name}`]]);
  });

  test('leaves a number a number, also one that is too long to be counted with, and plain texts as they are', () => {
    const columns = [
      { name: 'a', label: 'A', type: 'number' },
      { name: 'b', label: 'B', type: 'text' },
    ] as const;
    const rows = [
      ['-12345678901234567890.5', 'a = b'],
      [-1, 'you@example.org'],
    ];
    expect(tableCsv({ columns, rows })).toBe('\ufeffa,b\r\n-12345678901234567890.5,a = b\r\n-1,you@example.org\r\n');
  });

  test('leaves NULL empty, and does not round', () => {
    expect(
      tableCsv({
        columns: text([]).columns,
        rows: [
          [null, 0.1 + 0.2],
          ['', null],
        ],
      }),
    ).toBe('\ufeffname,size\r\n,0.30000000000000004\r\n,\r\n');
  });
});

describe('A table on a page', () => {
  const metric: Table = {
    columns: [
      { name: 'period', label: 'Period', type: 'day' },
      { name: 'sold', label: 'Sold', type: 'number', format: 'integer', metric: 'sold' },
    ],
    rows: [
      ['2026-11-02', 1234],
      ['2026-11-09', null],
      ['2026-11-16', 0],
    ],
  };

  test('shows the latest period first, periods in words, and NULL as a dash that 0 is not', () => {
    const { rows, total } = tableView(metric, { ...look, latestFirst: true, limit: 2 });
    expect(rows.map((row) => row.map((cell) => cell.text))).toEqual([
      ['16–22 Nov 2026', '0'],
      ['9–15 Nov 2026', '–'],
    ]);
    expect(total).toBe(3);
  });

  test('says of a group whose name nobody gave that it is not stated, for that is no missing value', () => {
    const groups: Table = {
      columns: [{ name: 'shop', label: 'Shop', type: 'text' }, ...metric.columns.slice(1)],
      rows: [[null, 3]],
    };
    expect(tableView(groups, look).rows[0]?.map((cell) => cell.text)).toEqual(['Not stated', '3']);
    const nothing: Table = {
      ...groups,
      rows: [
        ['North', 0],
        [null, 0],
        [null, null],
      ],
    };
    const { rows, total } = tableView(nothing, look);
    expect([rows.map((row) => row.map((cell) => cell.text)), total]).toEqual([[['North', '0']], 1]);
    const note: Table = { columns: [{ name: 'remark', label: 'Remark', type: 'text' }], rows: [[null]] };
    expect(tableView(note, look).rows[0]?.[0]?.text).toBe('–');
  });

  test('has bars as long as their share of the longest one shown', () => {
    const { rows } = tableView(text(['a', 'b', 'c']), { ...look, bars: 'size' });
    expect(rows.map((row) => row[1]?.bar)).toEqual([0, 50, 100]);
  });

  test('shows the columns that are asked for, and names one that is not there', () => {
    expect(tableView(metric, { ...look, columns: ['sold'] }).columns.map(({ label }) => label)).toEqual(['Sold']);
    expect(() => tableView(metric, { ...look, columns: ['bought'] })).toThrow(RangeError);
  });

  test('writes days of 1900 and 9999, instants, booleans and plain numbers in the brand’s language', () => {
    const table: Table = {
      columns: [
        { name: 'day', label: 'Day', type: 'day' },
        { name: 'at', label: 'At', type: 'instant' },
        { name: 'open', label: 'Open', type: 'boolean' },
        { name: 'plain', label: 'Plain', type: 'number' },
      ],
      rows: [
        ['1900-01-02', '2026-11-22T22:52:00Z', true, 1234.567],
        ['9999-12-31', null, false, -2],
      ],
    };
    const words = (brand: typeof ACME): readonly string[][] =>
      tableView(table, { ...look, brand }).rows.map((row) => row.map((cell) => cell.text));
    expect(words(ACME)).toEqual([
      ['2 January 1900', '22 Nov 2026, 22:52 GMT', 'Yes', '1,234.57'],
      ['31 December 9999', '–', 'No', '−2'],
    ]);
    expect(words(HANOK)[0]?.[0]).toBe('1900년 1월 2일');
  });
});

test('A long text is cut between signs as people see them, and control characters are not let through', () => {
  expect(shownText('short')).toEqual({ text: 'short' });
  const { text: cut, whole } = shownText('👩‍👩‍👧‍👦'.repeat(400));
  expect(cut.startsWith('👩‍👩‍👧‍👦')).toBe(true);
  expect(cut.endsWith('👩‍👩‍👧‍👦…')).toBe(true);
  expect(whole?.length).toBeLessThan(1100);
  expect(shownText('a\u0000b\u001fc').text).toBe('a�b�c');
});

describe('A heat table', () => {
  const long = (rows: readonly (readonly Cell[])[]): Table => ({
    columns: [
      { name: 'cohort', label: 'Cohort', type: 'day' },
      { name: 'age', label: 'Age', type: 'number', format: 'integer' },
      { name: 'share', label: 'Share', type: 'number', format: 'percent' },
    ],
    rows,
  });
  const shape = { ...look, grain: 'month', row: 'cohort', column: 'age', value: 'share' } as const;

  test('leaves blank what time has not reached, shows NULL as a dash, and a value as a whole per cent', () => {
    const table = long([
      ['2026-09-01', 10, 0.1],
      ['2026-09-01', 2, null],
      ['2026-09-01', 1, 0.421],
      ['2026-10-01', 1, 0.3],
    ]);
    const { heads, rows } = heatView(table, shape);
    expect(heads.map((head) => head.text)).toEqual(['1', '2', '10']);
    expect(rows.map(({ head, cells }) => [head.text, ...cells.map((cell) => cell?.text ?? '')])).toEqual([
      ['September 2026', '42%', '–', '10%'],
      ['October 2026', '30%', '', ''],
    ]);
    expect(rows[0]?.cells.map((cell) => cell?.step)).toEqual([6, undefined, 0]);
  });

  test('does not let a column of equal values take the scale', () => {
    const table = long(
      ['2026-08-01', '2026-09-01', '2026-10-01'].flatMap((day, index) => [
        [day, 0, 1],
        [day, 1, 0.1 * (index + 1)],
      ]),
    );
    expect(heatView(table, shape).rows.map(({ cells }) => cells.map((cell) => cell?.step))).toEqual([
      [undefined, 0],
      [undefined, 3],
      [undefined, 6],
    ]);
  });

  test('colours a column of equal values that are not the highest', () => {
    const table = long([1, 2, 3].flatMap((age) => [0, 1, 2].map((month) => [`2026-0${month + 7}-01`, age, 0.1 * age])));
    expect(heatView(table, shape).rows.map(({ cells }) => cells.map((cell) => cell?.step))).toEqual(
      [0, 1, 2].map(() => [0, 6, undefined]),
    );
  });

  test('names a row and a column without a name', () => {
    const { heads, rows } = heatView(long([[null, null, 0.1]]), shape);
    expect([heads, rows.map(({ head }) => head)]).toEqual([[{ text: 'Not stated' }], [{ text: 'Not stated' }]]);
  });

  test('of no rows is empty', () => {
    expect(heatView(long([]), shape).rows).toEqual([]);
  });
});
