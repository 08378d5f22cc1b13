import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type ApiFault, faultsAtRandom } from '../../../scripts/standins/apiStandIn.ts';
import {
  type HubSpotOptions,
  type HubSpotStandIn,
  type StoredRecord,
  startHubSpot,
} from '../../../scripts/standins/hubspot.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, NOW, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const standIns: HubSpotStandIn[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

const NOW_MS = Date.parse(NOW);
const DAY_MS = 86_400_000;
const at = (ms: number): string => new Date(ms).toISOString();

const PROPERTIES = [
  { name: 'hs_object_id', type: 'number', hubspotDefined: true },
  { name: 'email', type: 'string', hubspotDefined: true },
  { name: 'createdate', type: 'datetime', hubspotDefined: true },
  { name: 'lastmodifieddate', type: 'datetime', hubspotDefined: true },
  { name: 'hs_lastmodifieddate', type: 'datetime', hubspotDefined: true },
  { name: 'birthday', type: 'date' },
  { name: 'visits', type: 'number' },
  { name: 'is_member', type: 'bool' },
  { name: 'favourite_tea', type: 'enumeration' },
];

function contact(number: number, more: Record<string, string | null> = {}, rest: object = {}): StoredRecord {
  const made = at(NOW_MS - 100 * DAY_MS + number * 60_000);
  return {
    id: String(5000 + number),
    properties: {
      email: number % 3 === 0 ? '' : `c${number}@example.com`,
      createdate: made,
      lastmodifieddate: made,
      hs_lastmodifieddate: made,
      birthday: number % 4 === 0 ? null : '1990-02-28',
      visits: String(number / 4),
      is_member: number % 2 === 0 ? 'true' : 'false',
      ...more,
    },
    ...rest,
  };
}

const COLUMNS = {
  id: 'bigint',
  email: 'varchar',
  createdate: 'timestamp',
  birthday: 'date',
  visits: 'decimal(18,2)',
  is_member: 'boolean',
};

function crm(object = 'contacts', columns: Record<string, string> = COLUMNS) {
  return source('hubspot', [table(columns, { object }, { key: ['id'] })], { connection: 'HUB' });
}

async function start(options: Partial<HubSpotOptions> = {}, count = 450) {
  const contacts = Array.from({ length: count }, (_, number) => contact(number));
  const properties = [...PROPERTIES];
  const standIn = await startHubSpot({ objects: { contacts: { properties, records: contacts } }, ...options });
  standIns.push(standIn);
  return { standIn, contacts, properties, env: { HUB_URL: standIn.url, HUB_ACCESS_TOKEN: standIn.accessToken } };
}

async function pullFrom({ env }: { readonly env: Record<string, string> }, from = crm(), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(env, bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

/** A contact changes, one is archived, one comes. */
function change({ contacts }: Awaited<ReturnType<typeof start>>): void {
  const later = at(NOW_MS - DAY_MS);
  contacts[7] = contact(7, { visits: '99', lastmodifieddate: later });
  contacts[20] = contact(20, {}, { archivedAt: later });
  contacts.push(contact(900, { createdate: later, lastmodifieddate: at(NOW_MS - DAY_MS + 5) }));
}

test('Every page of an object, with its types; a value that was taken away is none.', async () => {
  const { rows, manifests } = await pullFrom(await start());
  expect(rows).toHaveLength(450);
  expect(rows[0]).toEqual(['5000', null, '2026-08-15 05:00:00', null, '0.00', true]);
  expect(rows[1]).toEqual(['5001', 'c1@example.com', '2026-08-15 05:01:00', '1990-02-28', '0.25', false]);
  expect(manifests[0]).toMatchObject({ undeclared: expect.arrayContaining(['favourite_tea']) });
});

test('Changed, archived and new contacts: the next pull asks for what was changed since, and ends where a full pull ends.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  change(account);
  account.standIn.calls.length = 0;
  const { rows } = await pullFrom(account, crm(), outDir);
  expect(account.standIn.calls.map((asked) => asked.replace(/\?.*archived/, '?archived'))).toEqual([
    expect.stringContaining('limit=1'),
    'GET /crm/v3/properties/contacts',
    'POST /crm/v3/objects/contacts/search',
    'GET /crm/v3/objects/contacts?archived=true',
    'POST /crm/v3/objects/contacts/search',
  ]);
  expect(rows).toHaveLength(450);
  expect(rows.find(([id]) => id === '5007')?.[4]).toBe('99.00');
  await bench.expectFullPull({ source: crm(), outDir, effects: effects(account.env) });
});

test('A late contact, whose times are old, or one that vanishes without a trace: the number does not add up, and all is read.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  account.contacts.splice(30, 0, { ...contact(30), id: '4000' });
  expect((await pullFrom(account, crm(), outDir)).rows).toHaveLength(451);
  account.contacts.splice(40, 1);
  expect((await pullFrom(account, crm(), outDir)).rows).toHaveLength(450);
  expect(bench.logged.join('\n')).toContain('All of it is pulled.');
  await bench.expectFullPull({ source: crm(), outDir, effects: effects(account.env) });
});

test('More changes than the search shows, half of them at one instant: none is lost.', async () => {
  const account = await start({}, 11_000);
  const { outDir } = await pullFrom(account);
  const instant = at(NOW_MS - DAY_MS);
  for (let number = 0; number < 11_000; number += 1) {
    const lastmodifieddate = number < 600 ? instant : at(NOW_MS - DAY_MS + number);
    account.contacts[number] = contact(number, { visits: '1', lastmodifieddate });
  }
  account.standIn.calls.length = 0;
  const { rows } = await pullFrom(account, crm(), outDir);
  expect(rows.every((row) => row[4] === '1.00')).toBe(true);
  expect(account.standIn.calls.filter((asked) => asked.includes('limit=100&archived=false'))).toEqual([]);
}, 30_000);

test('An object of their own, whose time of change has its new name.', async () => {
  const records = [contact(1), contact(2)];
  const account = await start({ objects: { '2-77': { properties: PROPERTIES, records } } });
  const { outDir, rows } = await pullFrom(account, crm('2-77'));
  expect(rows).toHaveLength(2);
  records[0] = contact(1, { visits: '5', hs_lastmodifieddate: NOW });
  expect((await pullFrom(account, crm('2-77'), outDir)).rows[0]?.[4]).toBe('5.00');
});

test('Each fault is borne: too many requests, as long as asked; down; cut; a page twice; a page without records.', async () => {
  const whole = await pullFrom(await start());
  const account = await start({ faults: { 2: 'busy', 4: 'down', 6: 'cut', 8: 'repeat', 10: 'empty' }, retryAfter: 7 });
  expect((await pullFrom(account)).rows).toEqual(whole.rows);
  expect(bench.waited.slice(0, 2)).toEqual([7000, 7000]);
});

test('Where it asks for no time, the window of its limit is waited for.', async () => {
  expect((await pullFrom(await start({ faults: { 3: 'busy' } }))).rows).toHaveLength(450);
  expect(bench.waited).toEqual([10_000]);
});

test('An answer that never comes is not waited for without end.', async () => {
  const real = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(200));
  expect((await pullFrom(await start({ faults: { 3: 'slow' } }))).rows).toHaveLength(450);
});

test('Faults at random on a fifth of the calls: the same rows, first and next time.', async () => {
  const sorts: readonly ApiFault[] = ['busy', 'down', 'cut', 'repeat', 'empty'];
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const account = await start({ faults: faultsAtRandom(sorts, seed) });
    const { outDir } = await pullFrom(account);
    change(account);
    await bench.expectFullPull({ source: crm(), outDir, effects: effects(account.env) });
  }
});

test('A token that is refused ends the pull, leaves what stood, and is in no file, log or error.', async () => {
  const faults: Record<number, ApiFault> = {};
  const account = await start({ faults });
  const { outDir } = await pullFrom(account);
  for (let number = 10; number < 14; number += 1) faults[number] = 'expired';
  const told = await toldBy(pullFrom(account, crm(), outDir));
  expect(told).toContain(
    'HubSpot did not give what was asked for: it answered 401. Authentication credentials not found.',
  );
  const files = await readdir(outDir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  expect([told, ...bench.logged, ...(await Promise.all(texts))].join('\n')).not.toContain(account.standIn.accessToken);
  expect(files.some(({ name }) => name.endsWith('.parquet'))).toBe(true);
});

test('What is missing or wrong is told: variables, a property, a type that changed.', async () => {
  expect(await missingSecrets(crm(), () => undefined)).toEqual(['HUB_ACCESS_TOKEN']);
  const account = await start();
  const told = await toldBy(pullFrom(account, crm('contacts', { id: 'bigint', emial: 'varchar' })));
  expect(told).toContain('HubSpot\'s contacts have no property "emial".  Did you mean "email"?');
  const { outDir } = await pullFrom(account);
  account.properties[6] = { name: 'visits', type: 'string' };
  expect(await toldBy(pullFrom(account, crm(), outDir))).toContain(
    'The column "visits" of app.rows was of the type number, and is text now.',
  );
});
