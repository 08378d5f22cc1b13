import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type ApiFault, faultsAtRandom } from '../../../scripts/standins/apiStandIn.ts';
import {
  startZendesk,
  type ZendeskOptions,
  type ZendeskRecord,
  type ZendeskStandIn,
} from '../../../scripts/standins/zendesk.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, NOW, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const standIns: ZendeskStandIn[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  bench.waited.length = 0;
  bench.logged.length = 0;
});

const NOW_SECONDS = Date.parse(NOW) / 1000;
const DAY = 86_400;

function ticket(number: number, more: Partial<ZendeskRecord> = {}): ZendeskRecord {
  const generated_timestamp = NOW_SECONDS - 100 * DAY + number * 600;
  return {
    id: 1000 + number,
    status: number % 2 === 0 ? 'open' : 'solved',
    created_at: new Date((generated_timestamp - 60) * 1000).toISOString().replace('.000Z', 'Z'),
    subject: number % 3 === 0 ? null : `Printer "${number}"\n<b>`,
    satisfaction_rating: number % 4 === 0 ? null : { score: 'good' },
    custom_fields: [
      { id: 27642, value: number },
      { id: 27648, value: null },
    ],
    tags: ['a', 'b'],
    generated_timestamp,
    ...more,
  };
}

const COLUMNS = {
  id: 'bigint',
  status: 'varchar',
  created_at: 'timestamp',
  subject: 'varchar',
  'satisfaction_rating.score': 'varchar',
  'custom_fields.27642': 'integer',
  tags: 'varchar',
};

function support(object = 'tickets', columns: Record<string, string> = COLUMNS) {
  return source('zendesk', [table(columns, { object }, { key: ['id'] })], { connection: 'DESK' });
}

async function start(options: Partial<ZendeskOptions> = {}) {
  const clock = { seconds: NOW_SECONDS };
  const tickets = Array.from({ length: 55 }, (_, number) => ticket(number));
  tickets.splice(30, 1, ticket(30, { status: 'deleted' }));
  const standIn = await startZendesk({
    objects: { tickets },
    pageSize: 10,
    now: () => clock.seconds * 1000,
    ...options,
  });
  standIns.push(standIn);
  const env = { DESK_URL: standIn.url, DESK_EMAIL: standIn.email, DESK_API_TOKEN: standIn.apiToken };
  return { standIn, tickets, clock, env };
}

async function pullFrom({ env }: { readonly env: Record<string, string> }, from = support(), outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const pulled = await bench.pull({ source: from, outDir: folder, effects: effects(env, bench.logged) });
  return { outDir: folder, ...pulled, rows: await bench.rowsOf(folder, pulled.manifests[0]) };
}

/** A ticket changes, one is deleted, one comes, one that is years old is brought in; each at the end of the export. */
function change({ tickets, clock }: Awaited<ReturnType<typeof start>>): void {
  clock.seconds += DAY;
  const move = (id: number, more: Partial<ZendeskRecord>): void => {
    const index = tickets.findIndex((other) => other.id === id);
    const [former] = tickets.splice(index, 1);
    tickets.push({ ...ticket(0), ...former, ...more, generated_timestamp: clock.seconds - 3600 + tickets.length });
  };
  move(1007, { status: 'closed' });
  move(1020, { status: 'deleted' });
  tickets.push(ticket(500, { generated_timestamp: clock.seconds - 900 }));
  tickets.push(ticket(501, { created_at: '2020-01-01T00:00:00Z', generated_timestamp: clock.seconds - 800 }));
}

test('Every page of the export, with its types; what is deleted is left out; custom fields have names with their ids.', async () => {
  const { rows } = await pullFrom(await start());
  expect(rows).toHaveLength(54);
  expect(rows[0]).toEqual(['1000', 'open', '2026-08-15 04:59:00', null, null, 0, '["a","b"]']);
  expect(rows[1]?.slice(3, 6)).toEqual(['Printer "1"\n<b>', 'good', 1]);
  expect(rows.map(([id]) => id)).not.toContain('1030');
});

test('Changed, deleted, new and late tickets: the next pulls ask for the end of the export alone.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  change(account);
  for (const asks of [/cursor\.json\?per_page=1000&start_time=\d{10}$/, /cursor\.json\?per_page=1000&cursor=/]) {
    account.standIn.calls.length = 0;
    const { rows } = await pullFrom(account, support(), outDir);
    expect(account.standIn.calls).toEqual(['GET /api/v2/users/me.json', expect.stringMatching(asks)]);
    expect(rows).toHaveLength(55);
    await bench.expectFullPull({ source: support(), outDir, effects: effects(account.env) });
    account.tickets.push(ticket(7, { status: 'hold', generated_timestamp: account.clock.seconds - 700 }));
  }
});

test('A ticket that was deleted and is there again is there.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  const at = NOW_SECONDS + 60;
  account.tickets.push(ticket(7, { status: 'deleted', generated_timestamp: at }));
  account.tickets.push(ticket(7, { status: 'hold', generated_timestamp: at + 60 }));
  const { rows } = await pullFrom(account, support(), outDir);
  expect(rows.find(([id]) => id === '1007')?.[1]).toBe('hold');
});

test('A cursor that is no longer taken: everything is exported anew.', async () => {
  const account = await start();
  const { outDir } = await pullFrom(account);
  account.tickets.push(ticket(60, { generated_timestamp: NOW_SECONDS }));
  await pullFrom(account, support(), outDir);
  const moved = await start();
  moved.tickets.pop();
  expect((await pullFrom(moved, support(), outDir)).rows).toHaveLength(53);
});

test('Users by their cursor, organizations by the time of their change, groups whole.', async () => {
  const user = (number: number, more = {}): ZendeskRecord => ({
    id: number,
    generated_timestamp: number,
    active: true,
    ...more,
  });
  const organization = (number: number, deleted_at: string | null = null): ZendeskRecord => {
    return { id: number, generated_timestamp: number, deleted_at };
  };
  const users = [user(1), user(2, { active: false }), user(3)];
  const organizations = Array.from({ length: 25 }, (_, number) => organization(number));
  const groups = Array.from({ length: 250 }, (_, number) => user(number));
  const account = await start({ objects: { users, organizations, groups } });
  const columns = { id: 'bigint' };
  const from = (object: string) => support(object, columns);
  const first = {
    users: await pullFrom(account, from('users')),
    organizations: await pullFrom(account, from('organizations')),
  };
  expect(first.users.rows).toEqual([['1'], ['3']]);
  expect(first.organizations.rows).toHaveLength(25);
  users.push(user(1, { active: false, generated_timestamp: NOW_SECONDS }));
  organizations.push({ ...organization(3, '2026-11-22T00:00:00Z'), generated_timestamp: NOW_SECONDS });
  account.standIn.calls.length = 0;
  const outDir = first.organizations.outDir;
  expect((await pullFrom(account, from('users'), first.users.outDir)).rows).toEqual([['3']]);
  expect((await pullFrom(account, from('organizations'), outDir)).rows).toHaveLength(24);
  expect(account.standIn.calls).toHaveLength(4);
  expect((await pullFrom(account, from('groups'))).rows).toHaveLength(250);
});

test('An access token will do in place of an API token.', async () => {
  const account = await start();
  const env = { DESK_URL: account.standIn.url, DESK_ACCESS_TOKEN: account.standIn.accessToken };
  expect((await pullFrom({ env })).rows).toHaveLength(54);
});

test('Each fault is borne: too many requests, as long as asked; down; cut; a page twice; a page without records.', async () => {
  const whole = await pullFrom(await start());
  const account = await start({ faults: { 2: 'busy', 4: 'down', 6: 'cut', 8: 'repeat', 10: 'empty' }, retryAfter: 7 });
  expect((await pullFrom(account)).rows).toEqual(whole.rows);
  expect(bench.waited.slice(0, 2)).toEqual([7000, 7000]);
});

test('An answer that never comes is not waited for without end.', async () => {
  const real = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(200));
  expect((await pullFrom(await start({ faults: { 3: 'slow' } }))).rows).toHaveLength(54);
});

test('Faults at random on a fifth of the calls: the same rows, first and next time.', async () => {
  const sorts: readonly ApiFault[] = ['busy', 'down', 'cut', 'repeat', 'empty'];
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const account = await start({ faults: faultsAtRandom(sorts, seed) });
    const { outDir } = await pullFrom(account);
    change(account);
    await bench.expectFullPull({ source: support(), outDir, effects: effects(account.env) });
  }
});

test('An OAuth client gets its token itself, and a new one when that has ended; a wrong secret is told, and is nowhere.', async () => {
  const faults: Record<number, ApiFault> = {};
  const account = await start({ faults });
  const { url, clientId, clientSecret } = account.standIn;
  const env = { DESK_URL: url, DESK_CLIENT_ID: clientId, DESK_CLIENT_SECRET: clientSecret };
  faults[4] = 'expired';
  const { rows } = await pullFrom({ env });
  expect(rows).toHaveLength(54);
  expect(account.standIn.calls.filter((asked) => asked === 'POST /oauth/tokens')).toHaveLength(2);
  const wrong = await toldBy(pullFrom({ env: { ...env, DESK_CLIENT_SECRET: 'wrong-secret' } }));
  expect(wrong).toContain(
    'queries/sources/app.yml:1  Zendesk gives no token: it answered 401. invalid_client: Client authentication failed.  Look at DESK_…, which docs/sources/zendesk.md explains.',
  );
  const all = [wrong, ...bench.logged].join('\n');
  for (const secret of [clientSecret, 'wrong-secret']) expect(all).not.toContain(secret);
});

test('A token that is refused ends the pull, leaves what stood, and is in no file, log or error.', async () => {
  const faults: Record<number, ApiFault> = {};
  const account = await start({ faults });
  const { outDir } = await pullFrom(account);
  for (let number = 8; number < 12; number += 1) faults[number] = 'expired';
  const told = await toldBy(pullFrom(account, support(), outDir));
  expect(told).toContain("Zendesk did not give what was asked for: it answered 401. Couldn't authenticate you");
  const wrong = await toldBy(pullFrom({ env: { ...account.env, DESK_API_TOKEN: 'wrong-token' } }));
  expect(wrong).toContain('queries/sources/app.yml:1  ');
  const files = await readdir(outDir, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  const all = [told, wrong, ...bench.logged, ...(await Promise.all(texts))].join('\n');
  for (const secret of [account.standIn.apiToken, 'wrong-token']) expect(all).not.toContain(secret);
  expect(files.some(({ name }) => name.endsWith('.parquet'))).toBe(true);
});

test('What is missing or wrong is told: variables, a column, a type that changed, an address.', async () => {
  expect(await missingSecrets(support(), () => undefined)).toEqual([
    'DESK_CLIENT_ID',
    'DESK_CLIENT_SECRET',
    'DESK_SUBDOMAIN',
  ]);
  const byToken = await missingSecrets(support(), (name) => (name === 'DESK_EMAIL' ? 'a@example.com' : undefined));
  expect(byToken).toEqual(['DESK_API_TOKEN', 'DESK_SUBDOMAIN']);
  const account = await start();
  const told = await toldBy(pullFrom(account, support('tickets', { id: 'bigint', stauts: 'varchar' })));
  expect(told).toContain('app.rows brings no column "stauts".  Did you mean "status"?');
  expect(
    await toldBy(pullFrom(account, support('tickets', { id: 'bigint', 'custom_fields.27643': 'integer' }))),
  ).toContain('app.rows brings no column "custom_fields.27643".');
  const { outDir } = await pullFrom(account);
  account.tickets.push(ticket(99, { subject: 5, generated_timestamp: NOW_SECONDS }));
  expect(await toldBy(pullFrom(account, support(), outDir))).toContain(
    'The column "subject" of app.rows was of the type text, and is number now.',
  );
  const { DESK_URL: _, ...env } = account.env;
  expect(await toldBy(pullFrom({ env: { ...env, DESK_SUBDOMAIN: 'evil.example/' } }))).toContain(
    'DESK_SUBDOMAIN is not the name before ".zendesk.com" alone.',
  );
});

test('Twenty thousand tickets come page by page.', async () => {
  const tickets = { length: 20_000, at: (index: number) => ticket(index, { generated_timestamp: index }) };
  const account = await start({ objects: { tickets }, pageSize: 1000 });
  expect((await pullFrom(account)).manifests[0]?.rows).toBe(20_000);
});
