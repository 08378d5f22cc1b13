import { afterEach, expect, test } from 'vitest';
import { type ApiFault, type ApiStandIn, faultsAtRandom } from '../../../scripts/standins/apiStandIn.ts';
import { type HttpRecord, startHttp } from '../../../scripts/standins/http.ts';
import { type StoredRecord, startHubSpot } from '../../../scripts/standins/hubspot.ts';
import { type StripeRecord, startStripe } from '../../../scripts/standins/stripe.ts';
import { startZendesk, type ZendeskRecord } from '../../../scripts/standins/zendesk.ts';
import type { Source } from '../../../src/types.ts';
import { effects, NOW, source, table, toldBy, useBench } from './fixture.ts';
import { type Random, randomOf } from './random.ts';

/**
 * Histories by chance: a far side changes and is pulled, again and again, with faults on a fifth of the calls and pulls that end
 * in the middle. What stands must be what a pull from scratch gives.
 */

const bench = useBench();
const standIns: ApiStandIn[] = [];
afterEach(async () => {
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
  bench.logged.length = 0;
});

interface FarSide {
  readonly from: Source;
  readonly env: Readonly<Record<string, string>>;
  /** One thing happens. */
  readonly change: (random: Random) => void;
}

const START = Date.parse(NOW) / 1000;
const SORTS: readonly ApiFault[] = ['busy', 'down', 'cut', 'repeat', 'empty'];

async function stripe(seed: number): Promise<FarSide> {
  const customers: StripeRecord[] = [];
  let clock = START;
  const standIn = await startStripe({
    objects: { customers },
    now: () => clock * 1000,
    faults: faultsAtRandom(SORTS, seed),
  });
  standIns.push(standIn);
  let last = 0;
  const insert = (): void => {
    last += 1;
    customers.push({ id: `cus_${last}`, object: 'customer', created: clock, balance: 0 });
    standIn.tell('customer.created', customers.at(-1) ?? {}, clock);
  };
  for (let left = 120; left > 0; left -= 1) insert();
  const columns = { id: 'varchar', created: 'timestamp', balance: 'bigint' };
  return {
    from: source('stripe', [table(columns, { object: 'customers' }, { key: ['id'] })], { connection: 'FAR' }),
    env: { FAR_URL: standIn.url, FAR_API_KEY: standIn.apiKey },
    change(random) {
      clock += random.below(30) === 0 ? 40 * 86_400 : random.below(20_000);
      const index = random.below(customers.length);
      const former = customers[index];
      const kind = random.pick(['insert', 'update', 'update', 'delete'] as const);
      if (kind === 'insert' || former === undefined) return insert();
      // An event may show some moments after its time.
      const at = clock - random.below(600);
      if (kind === 'delete') customers.splice(index, 1);
      else customers[index] = { ...former, balance: random.below(1000) };
      standIn.tell(kind === 'delete' ? 'customer.deleted' : 'customer.updated', former, at);
    },
  };
}

async function zendesk(seed: number): Promise<FarSide> {
  const tickets: ZendeskRecord[] = [];
  let clock = START;
  const faults = faultsAtRandom(SORTS, seed);
  const standIn = await startZendesk({ objects: { tickets }, pageSize: 15, now: () => clock * 1000, faults });
  standIns.push(standIn);
  let last = 0;
  const insert = (): void => {
    last += 1;
    tickets.push({ id: last, status: 'new', generated_timestamp: clock });
  };
  for (let left = 40; left > 0; left -= 1) insert();
  return {
    from: source('zendesk', [table({ id: 'bigint', status: 'varchar' }, { object: 'tickets' }, { key: ['id'] })], {
      connection: 'FAR',
    }),
    env: { FAR_URL: standIn.url, FAR_EMAIL: standIn.email, FAR_API_TOKEN: standIn.apiToken },
    change(random) {
      clock += 1 + random.below(900);
      const [former] = tickets.splice(random.below(tickets.length), 1);
      const status = random.pick(['open', 'solved', 'deleted', 'new']);
      if (former !== undefined) tickets.push({ ...former, status, generated_timestamp: clock });
      if (random.below(3) === 0) insert();
    },
  };
}

async function hubspot(seed: number): Promise<FarSide> {
  const records: StoredRecord[] = [];
  let clock = START * 1000;
  const names = ['hs_object_id', 'createdate', 'lastmodifieddate', 'visits'];
  const properties = names.map((name) => ({ name, type: name.endsWith('date') ? 'datetime' : 'number' }));
  const standIn = await startHubSpot({
    objects: { contacts: { properties, records } },
    faults: faultsAtRandom(SORTS, seed),
  });
  standIns.push(standIn);
  const put = (at: number, createdate = new Date(at).toISOString(), visits = '0', former?: StoredRecord): void => {
    const made = { createdate, lastmodifieddate: new Date(at).toISOString(), visits };
    if (former === undefined) records.push({ id: String(100 + records.length), properties: made });
    else records[records.indexOf(former)] = { id: former.id, properties: made };
  };
  for (let left = 130; left > 0; left -= 1) put(clock);
  const columns = { id: 'bigint', createdate: 'timestamp', visits: 'integer' };
  return {
    from: source('hubspot', [table(columns, { object: 'contacts' }, { key: ['id'] })], { connection: 'FAR' }),
    env: { FAR_URL: standIn.url, FAR_ACCESS_TOKEN: standIn.accessToken },
    change(random) {
      clock += random.below(3) * random.below(600_000);
      // The search finds a record some moments after its change.
      const at = clock - random.below(120_000);
      const former = random.pick(records);
      const kind = random.pick(['insert', 'late', 'update', 'update', 'archive', 'restore'] as const);
      if (kind === 'insert' || former === undefined) return put(clock);
      if (kind === 'late') return put(clock - 40 * 86_400_000);
      const created = former.properties['createdate'] ?? '';
      if (kind === 'archive')
        records[records.indexOf(former)] = { ...former, archivedAt: new Date(clock).toISOString() };
      else if (kind === 'restore' || former.archivedAt === undefined)
        put(Math.max(at, Date.parse(created)), created, String(random.below(100)), former);
    },
  };
}

async function http(seed: number): Promise<FarSide> {
  const orders: HttpRecord[] = [];
  let clock = START * 1000;
  const standIn = await startHttp({ orders, faults: faultsAtRandom(SORTS, seed) });
  standIns.push(standIn);
  let last = 0;
  const put = (at: number, former?: HttpRecord, more: object = {}): void => {
    last += former === undefined ? 1 : 0;
    const row = { id: last, price: 0, gone: false, ...former, updated_at: new Date(at).toISOString(), ...more };
    if (former === undefined) orders.push(row);
    else orders[orders.indexOf(former)] = row;
  };
  for (let left = 40; left > 0; left -= 1) put(clock);
  // Half of them tell of what is gone by a mark, the others by their number.
  const isMarked = seed % 2 === 0;
  const columns = { id: 'bigint', updated_at: 'timestamp', price: 'integer', gone: 'boolean' };
  const since = { param: 'since', ...(isMarked ? { deleted: 'gone' } : { total: 'meta.total' }) };
  const paging = { kind: 'page', param: 'page', size_param: 'per_page', size: 15 };
  const options = { auth: 'token', url: 'pages', records: 'data.orders', total: 'meta.total', paging, since };
  return {
    from: source('http', [table(columns, options, { key: ['id'], cursor: 'updated_at' })], { connection: 'FAR' }),
    env: { FAR_URL: standIn.url, FAR_TOKEN: standIn.token },
    change(random) {
      clock += random.below(900_000);
      const former = random.pick(orders);
      const kind = random.pick(['insert', 'late', 'update', 'update', 'delete'] as const);
      if (kind === 'insert' || former === undefined) return put(clock);
      if (kind === 'late') return put(clock - random.below(isMarked ? 50 * 60_000 : 1));
      if (kind === 'update')
        return put(clock - random.below(60_000), former, { price: random.below(100), gone: false });
      if (isMarked) put(clock, former, { gone: true });
      else orders.splice(orders.indexOf(former), 1);
    },
  };
}

const KINDS: Readonly<Record<string, (seed: number) => Promise<FarSide>>> = { stripe, zendesk, hubspot, http };

test.for(Object.keys(KINDS))(
  '%s: whatever happened, and wherever pulls ended, a pull leads to what is there.',
  { timeout: 60_000 },
  async (kind) => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = randomOf(seed);
      const { from, env, change } = await (KINDS[kind] ?? stripe)(seed);
      const request = { source: from, outDir: await bench.folder('history'), effects: effects(env, bench.logged) };
      for (let round = 0; round < 5; round += 1) {
        for (let left = random.below(6); left > 0; left -= 1) change(random);
        if (random.below(3) === 0) {
          let steps = random.below(5);
          const atStep = (): void => {
            steps -= 1;
            if (steps < 0) throw new Error('killed');
          };
          expect(await toldBy(bench.pull({ ...request, atStep }))).toMatch(/killed|nothing was refused/);
          change(random);
        }
        if (round < 4) await bench.pull(request);
      }
      await bench.expectFullPull(request);
    }
  },
);
