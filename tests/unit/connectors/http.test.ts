import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type ApiFault, faultsAtRandom } from '../../../scripts/standins/apiStandIn.ts';
import { type HttpOptions, type HttpRecord, type HttpStandIn, startHttp } from '../../../scripts/standins/http.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const standIns: HttpStandIn[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

function order(number: number, more: object = {}): HttpRecord {
  return {
    id: number,
    updated_at: new Date(Date.UTC(2026, 8, 1, 0, number)).toISOString().replace('.000Z', 'Z'),
    price: number / 4,
    note: number % 3 === 0 ? null : `Note ${number}`,
    is_paid: number % 2 === 0,
    customer: number % 5 === 0 ? null : { town: `Town ${number}` },
    removed_at: null,
    ...more,
  };
}

const COLUMNS = {
  id: 'bigint',
  updated_at: 'timestamp',
  price: 'decimal(18,2)',
  note: 'varchar',
  is_paid: 'boolean',
  'customer.town': 'varchar',
};
const RECORDS = { records: 'data.orders' };
const PAGES = { ...RECORDS, url: 'pages', paging: { kind: 'page', param: 'page', size_param: 'per_page', size: 20 } };

function shop(options: Record<string, unknown>, columns: Record<string, string> = COLUMNS) {
  const given = { auth: 'token', ...options };
  return source('http', [table(columns, given, { key: ['id'], cursor: 'updated_at' })], { connection: 'SHOP' });
}

async function start(options: Partial<HttpOptions> = {}, count = 95) {
  const orders = Array.from({ length: count }, (_, number) => order(number));
  const standIn = await startHttp({ orders, ...options });
  standIns.push(standIn);
  return { standIn, orders, env: { SHOP_URL: standIn.url, SHOP_TOKEN: standIn.token } as Record<string, string> };
}

async function pullFrom({ env }: { readonly env: Record<string, string> }, from = shop(PAGES), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(env, bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

const WAYS: Readonly<Record<string, Record<string, unknown>>> = {
  'one answer': { url: 'whole' },
  'numbered pages': PAGES,
  'numbered pages whose total is known': { ...PAGES, total: 'meta.total' },
  offsets: { ...RECORDS, url: 'offset', paging: { kind: 'offset', param: 'offset', size_param: 'limit', size: 30 } },
  'a cursor': { ...RECORDS, url: 'cursor', paging: { kind: 'cursor', param: 'after', path: 'meta.cursor' } },
  'the header Link': { ...RECORDS, url: '/links', paging: { kind: 'next_link' } },
  'the next address in the answer': { ...RECORDS, url: 'next', paging: { kind: 'next_link', path: 'meta.next' } },
  'a redirect': { url: 'moved' },
  'an object per line': { url: 'lines', format: 'ndjson' },
};

test.for(Object.entries(WAYS))('All records by %s, with their types.', async ([name, options]) => {
  const account = await start();
  const columns = name === 'an object per line' ? { ...COLUMNS, 'customer.town': 'varchar' } : COLUMNS;
  const { 'customer.town': _, ...flat } = columns;
  const { rows } = await pullFrom(account, shop(options, name === 'an object per line' ? flat : columns));
  expect(rows).toHaveLength(95);
  expect(rows[0]?.slice(0, 5)).toEqual(['0', '2026-09-01 00:00:00', '0.00', null, true]);
  expect(rows[1]?.slice(0, 5)).toEqual(['1', '2026-09-01 00:01:00', '0.25', 'Note 1', false]);
  if (name !== 'an object per line') expect(rows.slice(0, 2).map((row) => row[5])).toEqual([null, 'Town 1']);
});

test('CSV is read as any file is; what has not changed is not sent again, by its ETag.', async () => {
  const account = await start();
  const { 'customer.town': _, ...columns } = COLUMNS;
  for (const from of [shop({ url: 'whole.csv', format: 'csv' }, columns), shop({ url: 'whole' })]) {
    const { outDir, rows } = await pullFrom(account, from);
    expect(rows).toHaveLength(95);
    const again = await pullFrom(account, from, outDir);
    expect([again.reused, again.manifests[0]?.rows]).toEqual([1, 95]);
    account.orders.pop();
    account.orders[5] = order(5, { price: 77 });
    const { manifests } = await bench.expectFullPull({ source: from, outDir, effects: effects(account.env) });
    expect(manifests[0]?.rows).toBe(94);
    account.orders.push(order(94));
  }
});

const SINCE = { ...PAGES, since: { param: 'since', deleted: 'removed_at', total: 'meta.total' } };

test('Changed, new, deleted and late orders: the next pull asks for what is new since the last, and ends where a full pull ends.', async () => {
  const marked = { ...PAGES, since: { param: 'since', deleted: 'removed_at' } };
  const account = await start();
  const { outDir } = await pullFrom(account, shop(marked));
  const later = '2026-09-01T02:00:00Z';
  account.orders[7] = order(7, { price: 70, updated_at: later });
  account.orders[8] = order(8, { removed_at: later, updated_at: later });
  account.orders.push(order(300, { updated_at: '2026-09-01T01:20:00Z' }));
  account.standIn.calls.length = 0;
  const { rows } = await pullFrom(account, shop(marked), outDir);
  const asked = account.standIn.calls.slice(1).map((call) => new URL(call.slice(4), account.standIn.url).searchParams);
  expect(asked.map((query) => query.get('since'))).toEqual(asked.map(() => '2026-09-01T00:34:00.000Z'));
  expect(rows).toHaveLength(95);
  expect(rows[7]?.[2]).toBe('70.00');
  await bench.expectFullPull({ source: shop(marked), outDir, effects: effects(account.env) });
});

test('Where the number of records does not add up, something is gone or came late: all is read.', async () => {
  const { deleted: _, ...total } = SINCE.since;
  const from = shop({ ...SINCE, since: total });
  const account = await start();
  const { outDir } = await pullFrom(account, from);
  account.orders.splice(20, 1);
  expect((await pullFrom(account, from, outDir)).rows).toHaveLength(94);
  account.orders.splice(2, 0, order(2, { id: 1000 }));
  expect((await pullFrom(account, from, outDir)).rows).toHaveLength(95);
  await bench.expectFullPull({ source: from, outDir, effects: effects(account.env) });
});

test('Each fault is borne: too many requests, as long as asked; down; cut; a page twice; a page without records.', async () => {
  const whole = await pullFrom(await start());
  for (const options of [PAGES, WAYS['offsets'], WAYS['a cursor'], WAYS['the next address in the answer']]) {
    const account = await start({ faults: { 2: 'busy', 4: 'down', 6: 'cut', 7: 'repeat', 9: 'empty' }, retryAfter: 7 });
    expect((await pullFrom(account, shop(options ?? {}))).rows).toEqual(whole.rows);
    expect(bench.waited.slice(0, 2)).toEqual([7000, 7000]);
    bench.waited.length = 0;
  }
});

test('An answer that never comes is not waited for without end.', async () => {
  const real = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(200));
  expect((await pullFrom(await start({ faults: { 3: 'slow' } }))).rows).toHaveLength(95);
});

test('Faults at random on a fifth of the calls: the same rows, first and next time.', async () => {
  const sorts: readonly ApiFault[] = ['busy', 'down', 'cut', 'repeat', 'empty'];
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const account = await start({ faults: faultsAtRandom(sorts, seed) });
    const from = shop({ ...SINCE, total: 'meta.total' });
    const { outDir } = await pullFrom(account, from);
    account.orders[7] = order(7, { price: 70, updated_at: '2026-09-01T02:00:00Z' });
    account.orders.splice(9, 1);
    const { manifests } = await bench.expectFullPull({ source: from, outDir, effects: effects(account.env) });
    expect(manifests[0]?.rows).toBe(94);
  }
});

test('Secrets go to their own origin alone, whatever leads elsewhere, and are in no file, log or error.', async () => {
  const other = await start();
  const account = await start({ movedTo: `${other.standIn.url}/whole` });
  const told = await toldBy(pullFrom(account, shop({ url: 'moved' })));
  expect(told).toContain('app did not give what was asked for: it answered 401.  Is the token right, and still valid?');
  expect(other.standIn.seen.map((headers) => headers.authorization)).toEqual([undefined]);
  const byHeader = { SHOP_URL: account.standIn.url, SHOP_HEADER: `X-Api-Key: ${account.standIn.token}` };
  const { outDir } = await pullFrom({ env: byHeader }, shop({ ...PAGES, auth: 'header' }));
  const wrong = await toldBy(pullFrom({ env: { ...account.env, SHOP_TOKEN: 'wrong-token' } }, shop(PAGES), outDir));
  const files = await readdir(outDir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  const all = [told, wrong, ...bench.logged, ...(await Promise.all(texts))].join('\n');
  for (const secret of [account.standIn.token, 'wrong-token']) expect(all).not.toContain(secret);
  expect(files.some(({ name }) => name.endsWith('.parquet'))).toBe(true);
});

test('What is missing or wrong is told: variables, a column, a type that changed, a list, an address.', async () => {
  expect(await missingSecrets(shop(PAGES), () => undefined)).toEqual(['SHOP_TOKEN', 'SHOP_URL']);
  const account = await start();
  const told = (options: Record<string, unknown>, columns?: Record<string, string>, env = account.env) =>
    toldBy(pullFrom({ env }, shop(options, columns)));
  expect(await told(PAGES, { id: 'bigint', prise: 'varchar' })).toContain(
    'app.rows brings no column "prise".  Did you mean "price"?',
  );
  expect(await told({ url: 'whole', records: 'items' })).toContain('The answer holds no list "items".');
  expect(await told({ url: 'whole.csv' })).toContain('The answer is not JSON.');
  expect(await told({ url: 'nowhere' })).toContain('app did not give what was asked for: it answered 404.');
  expect(await told(PAGES, COLUMNS, { ...account.env, SHOP_URL: 'http://example.com' })).toContain(
    'SHOP_URL is not an address that begins with https://.',
  );
  const { outDir } = await pullFrom(account, shop(SINCE));
  for (let number = 0; number < 95; number += 1) account.orders[number] = order(number, { note: 5 });
  expect(await toldBy(pullFrom(account, shop(SINCE), outDir))).toContain(
    'The column "note" of app.rows was of the type text, and is number now.',
  );
});

test('Fifty thousand records come page by page.', async () => {
  const account = await start({ orders: { length: 50_000, at: (index: number) => order(index) } });
  const from = shop({ ...PAGES, total: 'meta.total', paging: { ...PAGES.paging, size: 100 } });
  expect((await pullFrom(account, from)).manifests[0]?.rows).toBe(50_000);
});

test('A secret goes where the environment says, and not where an address of a file of the project does.', async () => {
  const other = await start();
  const account = await start();
  const elsewhere = shop({ url: `${other.standIn.url}/whole` });
  expect(await missingSecrets(elsewhere, () => undefined)).toEqual(['SHOP_TOKEN', 'SHOP_URL']);
  expect(await toldBy(pullFrom(account, elsewhere))).toContain('401');
  expect(other.standIn.seen.length).toBeGreaterThan(0);
  expect(other.standIn.seen.map((headers) => headers.authorization)).toEqual(other.standIn.seen.map(() => undefined));
  expect(
    await missingSecrets(shop({ url: elsewhere.tables[0]?.options['url'], auth: 'none' }), () => undefined),
  ).toEqual([]);
});
