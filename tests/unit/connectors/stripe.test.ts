import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type ApiFault, faultsAtRandom } from '../../../scripts/standins/apiStandIn.ts';
import {
  type StripeOptions,
  type StripeRecord,
  type StripeStandIn,
  startStripe,
} from '../../../scripts/standins/stripe.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, NOW, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const standIns: StripeStandIn[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

const NOW_SECONDS = Date.parse(NOW) / 1000;
const DAY = 86_400;

function customer(number: number, more: object = {}): StripeRecord {
  return {
    id: `cus_${String(number).padStart(6, '0')}`,
    object: 'customer',
    created: NOW_SECONDS - 200 * DAY + number * 60,
    email: number % 3 === 0 ? null : `c${number}@example.com`,
    balance: number * 100,
    delinquent: number % 2 === 0,
    address: number % 5 === 0 ? null : { city: `Town "${number}"\n<b>`, line1: 'x' },
    metadata: number % 2 === 0 ? { plan: 'gold' } : {},
    ...more,
  };
}

const COLUMNS = {
  id: 'varchar',
  created: 'timestamp',
  email: 'varchar',
  balance: 'bigint',
  delinquent: 'boolean',
  'address.city': 'varchar',
  'metadata.plan': 'varchar',
};

function billing(options: object = { object: 'customers' }, columns: Record<string, string> = COLUMNS) {
  return source('stripe', [table(columns, options as Record<string, unknown>, { key: ['id'] })], { connection: 'PAY' });
}

/** An account of 250 customers whose clock is the run's. */
async function start(options: Partial<StripeOptions> = {}) {
  const clock = { seconds: NOW_SECONDS };
  const customers = Array.from({ length: 250 }, (_, number) => customer(number));
  const standIn = await startStripe({ objects: { customers }, now: () => clock.seconds * 1000, ...options });
  standIns.push(standIn);
  return { standIn, customers, clock, env: { PAY_API_KEY: standIn.apiKey, PAY_URL: standIn.url } };
}

async function pullFrom({ env }: { readonly env: Record<string, string> }, from = billing(), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(env, bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

function change(account: Awaited<ReturnType<typeof start>>): void {
  const { standIn, customers, clock } = account;
  clock.seconds += 2 * DAY;
  const at = clock.seconds - DAY;
  const changed = customer(7, { balance: 7, email: 'new@example.com' });
  customers[7] = changed;
  standIn.tell('customer.updated', customer(7, { balance: 3 }), at);
  standIn.tell('customer.subscription.updated', { id: 'sub_1', object: 'subscription', customer: customer(9).id }, at);
  const gone = customers.splice(20, 1)[0];
  standIn.tell('customer.deleted', { ...gone, deleted: true }, at);
  const fresh = customer(900, { created: at });
  customers.push(fresh);
  standIn.tell('customer.created', fresh, at);
}

test('Every page of a list, with its types: seconds are timestamps, amounts whole numbers, parts have names with points.', async () => {
  const { rows, manifests } = await pullFrom(await start());
  expect(rows).toHaveLength(250);
  expect(rows[0]).toEqual(['cus_000000', '2026-05-07 05:00:00', null, '0', true, null, 'gold']);
  expect(rows[1]?.slice(2)).toEqual(['c1@example.com', '100', false, 'Town "1"\n<b>', null]);
  expect(manifests[0]?.rows).toBe(250);
});

test('New, changed, deleted customers: the next pull asks only for these, and ends where a full pull ends.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  change(account);
  account.standIn.calls.length = 0;
  const { rows } = await pullFrom(account, billing(), outDir);
  expect(account.standIn.calls.map((asked) => asked.replace(/\?.*/, ''))).toEqual([
    'GET /v1/events',
    'GET /v1/events',
    'GET /v1/customers',
    ...['cus_000020', 'cus_000009', 'cus_000007'].map((id) => `GET /v1/customers/${id}`),
  ]);
  expect(account.standIn.calls[2]).toMatch(/created\[gte\]|created%5Bgte%5D/);
  expect(rows).toHaveLength(250);
  expect(rows.find(([id]) => id === 'cus_000007')?.slice(2, 4)).toEqual(['new@example.com', '7']);
  await bench.expectFullPull({ source: billing(), outDir, effects: effects(account.env) });
});

test('What stands within an object changes without an event of its own: all is read where it has, and only then.', async () => {
  const invoice = (number: number) => ({
    ...{ id: `in_${number}`, object: 'invoice', created: NOW_SECONDS - DAY * 90 + number, total: 100 },
    ...{ customer: 'cus_000001' },
  });
  const invoices = Array.from({ length: 5 }, (_, number) => invoice(number));
  const account = await start();
  const standIn = await startStripe({
    objects: { invoices, customers: account.customers },
    now: () => account.clock.seconds * 1000,
  });
  standIns.push(standIn);
  const env = { PAY_API_KEY: standIn.apiKey, PAY_URL: standIn.url };
  const from = billing(
    { object: 'invoices', expand: 'customer' },
    { id: 'varchar', total: 'bigint', 'customer.email': 'varchar' },
  );
  const { outDir } = await pullFrom({ env }, from);
  standIn.calls.length = 0;
  account.clock.seconds += 2 * DAY;
  await pullFrom({ env }, from, outDir);
  expect(standIn.calls.filter((asked) => asked.includes('/v1/invoices?') && !asked.includes('created'))).toEqual([]);
  account.customers[1] = customer(1, { email: 'new@example.com' });
  standIn.tell('customer.updated', account.customers[1], account.clock.seconds + 60);
  account.clock.seconds += DAY;
  const { rows } = await pullFrom({ env }, from, outDir);
  expect(rows.map((row) => row[2])).toEqual(Array(5).fill('new@example.com'));
});

test('An event that came late is within the overlap.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  account.customers[3] = customer(3, { balance: 33 });
  account.standIn.tell('customer.updated', account.customers[3], NOW_SECONDS - 1800);
  const { rows } = await pullFrom(account, billing(), outDir);
  expect(rows[3]?.[3]).toBe('33');
});

test('A field that nobody declared is told when it is new, and not when a pull of few rows is followed by one of others.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  await pullFrom(account, billing(), outDir);
  account.customers[3] = customer(3, { balance: 33 });
  account.standIn.tell('customer.updated', account.customers[3], NOW_SECONDS - 1800);
  await pullFrom(account, billing(), outDir);
  expect(bench.logged.filter((line) => line.includes('not declared'))).toEqual([]);
  account.customers[4] = customer(4, { balance: 44, tribe: 'new' });
  account.standIn.tell('customer.updated', account.customers[4], NOW_SECONDS - 1700);
  await pullFrom(account, billing(), outDir);
  expect(bench.logged.filter((line) => line.includes('not declared'))).toEqual([
    'app.rows: columns that are not declared were left out: "tribe".',
  ]);
});

test('After a month events are gone: the list is read whole.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  change(account);
  account.clock.seconds += 40 * DAY;
  account.standIn.calls.length = 0;
  const { rows } = await pullFrom(account, billing(), outDir);
  expect(account.standIn.calls.filter((asked) => asked.startsWith('GET /v1/customers?'))).toHaveLength(3);
  expect(rows.map(([id]) => id)).not.toContain('cus_000020');
});

test('Transactions of the balance, of which no event tells, are read by their day: 45 days anew.', async () => {
  const transaction = (number: number, status = 'available'): StripeRecord => {
    return {
      id: `txn_${1000 + number}`,
      object: 'balance_transaction',
      created: NOW_SECONDS - (400 - number) * DAY,
      status,
    };
  };
  const transactions = Array.from({ length: 395 }, (_, number) =>
    transaction(number, number > 380 ? 'pending' : 'available'),
  );
  const account = await start({ objects: { balance_transactions: transactions } });
  const from = billing({ object: 'balance_transactions' }, { id: 'varchar', created: 'date', status: 'varchar' });
  const { outDir } = await pullFrom(account, from);
  for (let number = 381; number < 395; number += 1) transactions[number] = transaction(number);
  transactions.push(transaction(399, 'pending'));
  account.standIn.calls.length = 0;
  await pullFrom(account, from, outDir);
  expect(account.standIn.calls).toHaveLength(2);
  const { manifests } = await bench.expectFullPull({ source: from, outDir, effects: effects(account.env) });
  expect((await bench.rowsOf(outDir, manifests[0])).map((row) => row[2])).toEqual([
    ...Array(395).fill('available'),
    'pending',
  ]);
});

test('Ended subscriptions are listed too, and `expand` brings whole objects.', async () => {
  const subscriptions = ['active', 'canceled'].map((status, number) => {
    return {
      id: `sub_${number}`,
      object: 'subscription',
      created: NOW_SECONDS - 9,
      status,
      customer: customer(number).id,
    };
  });
  const account = await start({ objects: { customers: [customer(0), customer(1)], subscriptions } });
  const columns = { id: 'varchar', status: 'varchar', 'customer.email': 'varchar', 'customer.id': 'varchar' };
  const { rows } = await pullFrom(account, billing({ object: 'subscriptions', expand: 'customer' }, columns));
  expect(rows).toEqual([
    ['sub_0', 'active', null, 'cus_000000'],
    ['sub_1', 'canceled', 'c1@example.com', 'cus_000001'],
  ]);
});

test('Each fault is borne: too many requests, as long as asked; down; cut; a page twice; a page without rows.', async () => {
  const whole = await pullFrom(await start());
  const account = await start({ faults: { 2: 'busy', 4: 'down', 6: 'cut', 8: 'repeat', 10: 'empty' }, retryAfter: 7 });
  const { rows } = await pullFrom(account);
  expect(rows).toEqual(whole.rows);
  expect(bench.waited.slice(0, 2)).toEqual([7000, 7000]);
  expect(bench.logged.join('\n')).toContain('Waiting 7 s for app (stripe): it answered 429.');
});

test('An answer that never comes is not waited for without end.', async () => {
  const real = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(200));
  const { rows } = await pullFrom(await start({ faults: { 3: 'slow' } }));
  expect(rows).toHaveLength(250);
});

test('Faults at random on a fifth of the calls: the same rows, first and next time.', async () => {
  const sorts: readonly ApiFault[] = ['busy', 'down', 'cut', 'repeat', 'empty'];
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const account = await start({ faults: faultsAtRandom(sorts, seed) });
    const { outDir } = await pullFrom(account);
    change(account);
    await bench.expectFullPull({ source: billing(), outDir, effects: effects(account.env) });
    const { rows } = await pullFrom(account, billing(), outDir);
    expect(rows).toHaveLength(250);
  }
});

test('A key that is refused ends the pull, leaves what stood, and is in no file, log or error.', async () => {
  const faults: Record<number, ApiFault> = {};
  const account = await start({ faults });
  const { outDir } = await pullFrom(account);
  faults[6] = 'expired';
  account.clock.seconds += 40 * DAY;
  const told = await toldBy(pullFrom(account, billing(), outDir));
  expect(told).toContain(
    'queries/sources/app.yml:4:3  Stripe did not give what was asked for: it answered 401. Invalid API Key provided: •••  Is the token right, and still valid?',
  );
  const files = await readdir(outDir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  expect([told, ...bench.logged, ...(await Promise.all(texts))].join('\n')).not.toContain(account.standIn.apiKey);
  expect(files.some(({ name }) => name.endsWith('.parquet'))).toBe(true);
});

test('What is missing is told: variables, a column, with what it may have been; a type that changed.', async () => {
  expect(await missingSecrets(billing(), () => undefined)).toEqual(['PAY_API_KEY']);
  const account = await start();
  const told = await toldBy(pullFrom(account, billing({ object: 'customers' }, { id: 'varchar', emial: 'varchar' })));
  expect(told).toContain('app.rows brings no column "emial".  Did you mean "email"?');
  const { outDir } = await pullFrom(account);
  account.customers[5] = customer(5, { email: 5 });
  account.standIn.tell('customer.updated', account.customers[5], NOW_SECONDS);
  expect(await toldBy(pullFrom(account, billing(), outDir))).toContain(
    'The column "email" of app.rows was of the type text, and is number now.',
  );
  expect(await toldBy(pullFrom({ env: { ...account.env, PAY_URL: 'http://example.com' } }))).toContain(
    'PAY_URL is not an address that begins with https://.',
  );
});

test('Twenty thousand rows come page by page.', async () => {
  const length = 20_000;
  const records = { length, at: (index: number) => customer(index), indexOfId: (id: string) => Number(id.slice(4)) };
  const account = await start({ objects: { customers: records } });
  const { manifests } = await pullFrom(account);
  expect(manifests[0]?.rows).toBe(length);
});
