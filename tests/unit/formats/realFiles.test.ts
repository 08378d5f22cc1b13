import { basename, dirname } from 'node:path';
import { expect } from 'vitest';
import { realData, testOnRealData } from '../../support/realData.ts';
import { effects, source, table, toldBy, useBench } from '../connectors/fixture.ts';

const bench = useBench();

const EVENT = {
  event_time: 'timestamp',
  user_id: 'varchar',
  event_type: 'varchar',
  transaction_category: 'varchar',
  miles_amount: 'decimal(18,2)',
  platform: 'varchar',
  utm_source: 'varchar',
  country: 'varchar',
};

async function pull(
  file: string,
  columns: Record<string, string>,
  { maxBadRows = 0, ...options }: Record<string, unknown> & { maxBadRows?: number } = {},
) {
  const outDir = await bench.folder('out');
  const rows = table(columns, { files: basename(file), ...options }, { maxBadRows });
  const app = source('files', [rows], { connection: 'REAL' });
  const env = effects({ REAL_ROOT: dirname(file) }, bench.logged);
  const { manifests } = await bench.pull({ source: app, outDir, effects: env });
  return { manifest: manifests[0], rows: await bench.rowsOf(outDir, manifests[0]) };
}

/** As text, every column that a file's header names. */
function text(header: string): Record<string, string> {
  return Object.fromEntries(header.split(',').map((name) => [name, 'varchar']));
}

testOnRealData('The rewards app has the rows that its makers counted.', async () => {
  expect((await pull(realData('data/heymax/mock_data.csv'), EVENT)).manifest?.rows).toBe(6086);
  expect((await pull(realData('data/heymax/event_stream.csv'), EVENT)).manifest?.rows).toBe(10_000);
});

testOnRealData('A view that names its own catalogue is read from a DuckDB file.', async () => {
  const file = realData('data/heymax/heymax.duckdb');
  const missing = await toldBy(pull(file, { nothing: 'varchar' }, { table: 'growth_metrics' }));
  expect(missing).toContain('heymax.duckdb  There is no column "nothing".');
  expect(await toldBy(pull(file, EVENT, { table: 'growth_metric' }))).toContain('Did you mean "growth_metrics"?');
});

testOnRealData('A ragged file is never one column of text: each short row is told.', async () => {
  const file = realData('data/attribution-playbook/sessions.csv');
  const columns = text('session_id,customer_id,started_at,ended_at,utm_source,utm_medium,utm_campaign');
  expect(await toldBy(pull(file, columns))).toContain('The row has 6 values for 7 columns');
  expect((await pull(file, columns, { maxBadRows: 0.4 })).manifest?.rejected).toHaveLength(33);
});

testOnRealData('Unquoted commas in addresses set 176 orders aside, not the file into one column.', async () => {
  const header =
    'orderID,customerID,employeeID,orderDate,requiredDate,shippedDate,shipVia,freight,shipName,shipAddress,shipCity,shipRegion,shipPostalCode,shipCountry';
  const { manifest } = await pull(
    realData('data/northwind/orders.csv'),
    { ...text(header), orderID: 'integer' },
    { maxBadRows: 0.3 },
  );
  expect([manifest?.rows, manifest?.rejected.length]).toEqual([654, 176]);
});

testOnRealData('A header repeated at the end is two bad rows with their lines.', async () => {
  const file = realData('data/pizza/order_details.csv');
  const columns = { order_details_id: 'integer', order_id: 'integer', pizza_id: 'varchar', quantity: 'integer' };
  expect(await toldBy(pull(file, columns))).toContain('order_details.csv:48622  The row is the header again');
  const { manifest } = await pull(file, columns, { maxBadRows: 0.001 });
  expect([manifest?.rows, manifest?.rejected.map(({ line }) => line)]).toEqual([48_620, [48_622, 48_623]]);
});

testOnRealData('A header that is one quoted text is told as what it is.', async () => {
  const file = realData('data/coffee-ibm/201904_sales_receipts_radityapratamaa.csv');
  expect(await toldBy(pull(file, { transaction_id: 'integer', quantity: 'integer' }))).toContain(
    'The header is one single column',
  );
});

testOnRealData('Values broken on purpose are bad rows, not guesses.', async () => {
  const file = realData('data/coffee-ibm/dirty/201904_sales_receipts_DIRTY.csv');
  const columns = {
    transaction_id: 'integer',
    transaction_date: 'date',
    quantity: 'integer',
    unit_price: 'decimal(18,2)',
  };
  expect(await toldBy(pull(file, columns))).toMatch(/DIRTY\.csv:\d+ {2}The value ".*" in column ".*" is not of type/);
});

testOnRealData('Dates of another country are bad rows of a timestamp column; a BOM hides no column.', async () => {
  const file = realData('data/coffee-vending/index_1_us_dates_bom.csv');
  const told = await toldBy(pull(file, { date: 'varchar', datetime: 'timestamp', money: 'decimal(9,2)' }));
  expect(told).toContain('in column "datetime" is not of type timestamp');
  expect((await pull(file, { date: 'varchar', datetime: 'varchar', money: 'decimal(9,2)' })).manifest?.rows).toBe(3636);
});

testOnRealData('What an export of Salesforce looks like is read with its types.', async () => {
  const columns = {
    id: 'varchar',
    created_date: 'timestamp',
    close_date: 'date',
    amount: 'decimal(18,2)',
    is_won: 'boolean',
    fiscal_year: 'integer',
  };
  const { rows } = await pull(realData('data/fivetran-salesforce/sf_opportunity_data.csv'), columns);
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual(['006q000000HddohAAB', '2018-12-19 19:51:13', '2018-12-19', '24120000.00', true, 2018]);
});

testOnRealData(
  'A ragged file is read where short rows are declared: all 90 sessions, 59 of them without a campaign.',
  async () => {
    const file = realData('data/attribution-playbook/sessions.csv');
    const columns = text('session_id,customer_id,started_at,ended_at,utm_source,utm_medium,utm_campaign');
    const { rows } = await pull(file, columns, { short_rows: 'pad' });
    expect([rows.length, rows.filter((row) => row[6] === null).length]).toEqual([90, 59]);
  },
);
