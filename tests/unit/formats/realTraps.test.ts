import { expect } from 'vitest';
import type { SourceTable } from '../../../src/types.ts';
import { realData, testOnRealData } from '../../support/realData.ts';
import { effects, source, table, toldBy, useBench } from '../connectors/fixture.ts';

/** The traps that the real data sets are known for, each met in the file that has it. Beside these: realFiles.test.ts, tests/projects. */
const bench = useBench();

interface Wanted extends Partial<SourceTable> {
  readonly columns: Readonly<Record<string, string>>;
  /** Keys of the table beside `files`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

async function pull(files: string | readonly string[], { columns, options = {}, ...more }: Wanted) {
  const outDir = await bench.folder('out');
  // Each has to be there.
  for (const file of [files].flat()) realData('data', file);
  bench.logged.length = 0;
  const app = source('files', [table(columns, { files, ...options }, more)], { connection: 'REAL' });
  const env = effects({ REAL_ROOT: realData('data') }, bench.logged);
  const { manifests } = await bench.pull({ source: app, outDir, effects: env });
  const rows = await bench.rowsOf(outDir, manifests[0]);
  return { rows, rejected: manifests[0]?.rejected ?? [], logged: bench.logged.join('\n') };
}

const told = (files: string | readonly string[], wanted: Wanted): Promise<string> => toldBy(pull(files, wanted));

const RECEIPT = {
  transaction_id: 'integer',
  transaction_date: 'varchar',
  product_id: 'integer',
  quantity: 'integer',
  unit_price: 'decimal(18,2)',
};

testOnRealData(
  'Coffee, spoilt on purpose: each of six spoilt rows is told by its line, its value and its reason; the rest is read.',
  async () => {
    const file = 'coffee-ibm/dirty/201904_sales_receipts_DIRTY.csv';
    const { rows, rejected } = await pull(file, { columns: RECEIPT, maxBadRows: 0.001 });
    expect(rows).toHaveLength(49_894 - 6);
    expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '4 "x19" in column "transaction_id" is not of type integer',
      '7 "3b3" in column "unit_price" is not of type decimal(18,2)',
      '8 "a3x" in column "unit_price" is not of type decimal(18,2)',
      '10 "x51" in column "product_id" is not of type integer',
      '11 "a3" in column "unit_price" is not of type decimal(18,2)',
      '19 "x112" in column "transaction_id" is not of type integer',
    ]);
    expect(rejected[1]?.text).toBe('39,01/04/2019,18:54:46,3,17,664,Y,1,1,32,1,3,3b3,N');
    expect(rejected.every(({ file: name }) => name.endsWith('DIRTY.csv'))).toBe(true);
    // A key must be there: in line 8 it is not.
    expect(await told(file, { columns: RECEIPT, key: ['transaction_id'] })).toContain(
      'DIRTY.csv:8  The row has no value in column "transaction_id", which is its key',
    );
  },
);

testOnRealData(
  'Coffee: days as dd/mm/yyyy and m/d/yyyy are no dates, and no row of them is loaded as one.',
  async () => {
    const dirty = 'coffee-ibm/dirty/201904_sales_receipts_DIRTY.csv';
    expect(await told(dirty, { columns: { transaction_date: 'date' } })).toContain(
      'DIRTY.csv:2  The value "01/04/2019" in column "transaction_date" is not of type date',
    );
    for (const file of ['coffee-ibm/Dates.csv', 'coffee-ibm/pastry_inventory.csv'])
      expect(await told(file, { columns: { transaction_date: 'date' } })).toContain(
        '"4/1/2019" in column "transaction_date"',
      );
    expect(await told('coffee-ibm/sales_targets.csv', { columns: { year_month: 'date' } })).toContain('"Apr-19"');
    expect(await told('coffee-ibm/staff.csv', { columns: { start_date: 'date' } })).toContain('"8/3/2001"');
  },
);

testOnRealData(
  'Coffee: prices with a sign of currency and a blank behind them are no amounts; as text they are what they were.',
  async () => {
    const file = 'coffee-ibm/product.csv';
    expect(await told(file, { columns: { current_retail_price: 'decimal(18,2)' } })).toContain(
      'product.csv:2  The value "$18.00 " in column "current_retail_price" is not of type decimal(18,2)',
    );
    const { rows } = await pull(file, { columns: { product_id: 'integer', current_retail_price: 'varchar' } });
    expect([rows.length, rows[0]?.[1]]).toEqual([88, '$18.00 ']);
    expect(await told('coffee-ibm/pastry_inventory.csv', { columns: { '% waste': 'decimal(9,4)' } })).toContain(
      '"56%"',
    );
  },
);

testOnRealData(
  'Coffee: names with blanks, hyphens and signs are names; columns without a name are told and left out.',
  async () => {
    const targets = await pull('coffee-ibm/sales_targets.csv', { columns: { 'merchandise _goal': 'integer' } });
    expect(targets.rows.map(([goal]) => goal)).toEqual([360, 360, 500, 360, 360, 450, 360, 360]);
    expect(await told('coffee-ibm/sales_targets.csv', { columns: { merchandise_goal: 'integer' } })).toContain(
      'Did you mean "merchandise _goal"?',
    );
    const customers = await pull('coffee-ibm/customer.csv', { columns: { 'customer_first-name': 'varchar' } });
    expect(customers.rows).toHaveLength(2246);
    const staff = await pull('coffee-ibm/staff.csv', { columns: { staff_id: 'integer', location: 'varchar' } });
    expect(staff.rows).toHaveLength(55);
    expect(staff.logged).toContain('columns that are not declared were left out: "", "first_name"');
  },
);

testOnRealData(
  'Coffee: a number that begins anew each day is no key, and the log says how many rows gave way.',
  async () => {
    const columns = { transaction_id: 'integer', quantity: 'integer' };
    const file = 'coffee-ibm/201904_sales_receipts.csv';
    const { rows, logged } = await pull(file, { columns, key: ['transaction_id'] });
    expect(rows).toHaveLength(4203);
    expect(logged).toContain(`${49_894 - 4203} rows gave way to others of the same transaction_id.`);
    expect((await pull(file, { columns })).rows).toHaveLength(49_894);
  },
);

const SALE = { datetime: 'varchar', money: 'decimal(18,2)' };

testOnRealData(
  'Vending: a second machine without cards is refused where cards are asked for, and read where they are not.',
  async () => {
    const machines = ['coffee-vending/index_1.csv', 'coffee-vending/index_2.csv'];
    expect(await told(machines, { columns: { ...SALE, card: 'varchar' } })).toMatch(
      /index_2\.csv {2}There is no column "card"\./,
    );
    const { rows, logged } = await pull(machines, { columns: SALE });
    expect(rows).toHaveLength(3636 + 263);
    expect(logged).toContain('"card"');
    const cards = await pull('coffee-vending/index_1.csv', { columns: { card: 'varchar' } });
    expect(cards.rows.filter(([card]) => card === null)).toHaveLength(89);
  },
);

testOnRealData('Vending: of times in two ways in one column, each that is not the declared one is told.', async () => {
  const file = 'coffee-vending/index_1_us_dates_bom.csv';
  const { rows, rejected } = await pull(file, { columns: { datetime: 'timestamp' }, maxBadRows: 1 });
  expect(rows).toEqual([['2024-12-14 13:19:07.033']]);
  expect(rejected).toHaveLength(3635);
  expect(rejected[0]).toMatchObject({
    line: 2,
    reason: '"3/1/2024 10:15" in column "datetime" is not of type timestamp',
  });
  expect((await pull('coffee-vending/index_1.csv', { columns: { datetime: 'timestamp' } })).rows[0]).toEqual([
    '2024-03-01 10:15:00',
  ]);
});

testOnRealData('Deals: an empty amount is no amount, not 0; days of another country are refused.', async () => {
  const file = 'crm-sales/sales_pipeline.csv';
  const { rows } = await pull(file, { columns: { close_value: 'decimal(18,2)', account: 'varchar' } });
  expect(rows.filter(([value]) => value === null)).toHaveLength(2089);
  expect(rows.filter(([, account]) => account === null)).toHaveLength(1425);
  expect(await told(file, { columns: { close_date: 'date' } })).toContain('"3/1/2017" in column "close_date"');
});

testOnRealData(
  'Deals: a sheet of two tables side by side has a header of empty names, and a column is wanted by its name alone.',
  async () => {
    expect(await told('crm-sales/data_dictionary.csv', { columns: { account: 'varchar' } })).toMatch(
      /There is no column "account"\. {2}Did you mean "accounts"\?/,
    );
  },
);

testOnRealData('Northwind: commas without quotation marks are bad rows of the list of companies, too.', async () => {
  const columns = { customerID: 'varchar', region: 'varchar', country: 'varchar' };
  const { rows, rejected } = await pull('northwind/customers.csv', { columns, maxBadRows: 0.3 });
  expect([rows.length, rejected.length]).toEqual([67, 24]);
  expect(rejected[0]?.reason).toMatch(/^has \d\d values for 11 columns$/);
});

testOnRealData('Northwind: the word NULL is no time, and no value only where that is declared.', async () => {
  const columns = { orderID: 'integer', shippedDate: 'timestamp', shipRegion: 'varchar' };
  const file = 'northwind/orders.csv';
  expect(
    (await pull(file, { columns, maxBadRows: 0.3 })).rejected.filter(({ reason }) =>
      reason.includes('"NULL" in column "shippedDate"'),
    ).length,
  ).toBeGreaterThan(0);
  const { rows, rejected } = await pull(file, { columns, maxBadRows: 0.3, options: { null_text: 'NULL' } });
  expect(rejected.every(({ reason }) => reason.includes('values for 14 columns'))).toBe(true);
  expect([rows.length, rows.filter(([, shipped]) => shipped === null).length > 0]).toEqual([654, true]);
  expect(rows.some(([, , region]) => region === 'NULL')).toBe(false);
});

testOnRealData(
  'Features: 21 numbers of uses come twice; as a key they cost 21 rows, and the log says so.',
  async () => {
    const file = 'ravenstack-saas/ravenstack_feature_usage.csv';
    const columns = { usage_id: 'varchar', usage_count: 'integer' };
    const { rows, logged } = await pull(file, { columns, key: ['usage_id'] });
    expect(rows).toHaveLength(24_979);
    expect(logged).toContain('21 rows gave way to others of the same usage_id.');
    expect((await pull(file, { columns })).rows).toHaveLength(25_000);
  },
);

testOnRealData('Days of a year: dd-mm-yyyy is no date, TRUE is true, a day without a holiday has none.', async () => {
  const file = 'globalpartners-date-dim/date_dim.csv';
  expect(await told(file, { columns: { date_key: 'date' } })).toContain(
    '"01-01-2023" in column "date_key" is not of type date',
  );
  const { rows } = await pull(file, { columns: { is_holiday: 'boolean', holiday_name: 'varchar' } });
  expect(rows[0]).toEqual([true, "New Year's Day"]);
  expect(rows.filter(([, name]) => name === null)).toHaveLength(353);
});

testOnRealData(
  'Cities: the name of a city is no key, not even with its state; places keep all their decimals.',
  async () => {
    const columns = { CITY: 'varchar', STATE_CODE: 'varchar', LATITUDE: 'double' };
    const { rows, logged } = await pull('us-geo/us_cities.csv', { columns, key: ['CITY', 'STATE_CODE'] });
    expect(rows).toHaveLength(29_738);
    expect(logged).toContain('142 rows gave way to others of the same CITY and STATE_CODE.');
    expect(await told('us-geo/us_cities.csv', { columns: { LATITUDE: 'decimal(9,2)' } })).toContain(
      'The value "55.999722" in column "LATITUDE" has more decimals than decimal(9,2) holds',
    );
  },
);

testOnRealData(
  'Portals: strange names of columns, hours of one digit and flags in capitals are read as they are.',
  async () => {
    const companies = await pull('fivetran-hubspot/company_data.csv', {
      columns: { id: 'bigint', 'property_hs_all-funky-a9384-syntax': 'varchar', _fivetran_synced: 'timestamp' },
    });
    expect([companies.rows.length, companies.rows[0]?.[2]]).toEqual([24, '2020-12-30 03:15:52']);
    const contacts = await pull('fivetran-hubspot/contact_data.csv', {
      columns: { id: 'bigint', _fivetran_deleted: 'boolean' },
    });
    expect(contacts.rows.every(([, isDeleted]) => typeof isDeleted === 'boolean')).toBe(true);
  },
);

testOnRealData(
  'Leads: of 382 columns those that are declared are read, and the others are told; a time is no day.',
  async () => {
    const file = 'fivetran-salesforce/sf_lead_data.csv';
    expect(await told(file, { columns: { converted_date: 'date' } })).toContain('"2019-11-11 17:23:34"');
    const columns = { id: 'varchar', is_converted: 'boolean', converted_date: 'timestamp' };
    const { rows, logged } = await pull(file, { columns });
    expect(rows).toHaveLength(1);
    expect(logged).toContain('"lead_source"');
  },
);

testOnRealData(
  'A customer can buy the same dish twice on one day: rows without a key are never made one.',
  async () => {
    const { rows } = await pull('dannys-diner/sales.csv', {
      columns: { customer_id: 'varchar', order_date: 'date', product_id: 'varchar' },
    });
    const twins = rows.filter((row) => row.join() === 'C,2021-01-01,3');
    expect([rows.length, twins.length]).toEqual([15, 2]);
  },
);
