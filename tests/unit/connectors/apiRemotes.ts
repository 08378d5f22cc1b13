import { type ApiFault, type ApiStandIn, faultsAtRandom } from '../../../scripts/standins/apiStandIn.ts';
import { type HttpRecord, startHttp } from '../../../scripts/standins/http.ts';
import { type StoredRecord, startHubSpot } from '../../../scripts/standins/hubspot.ts';
import { type StripeRecord, startStripe } from '../../../scripts/standins/stripe.ts';
import { startZendesk, type ZendeskRecord } from '../../../scripts/standins/zendesk.ts';
import type { Source } from '../../../src/types.ts';
import { NOW, source, table } from './fixture.ts';
import type { Random } from './random.ts';

/** A system that rows come from, and what happens there. */
export interface RemoteSystem {
  readonly from: Source;
  readonly env: Readonly<Record<string, string>>;
  /** One thing happens. */
  readonly change: (random: Random) => unknown;
  readonly close: () => Promise<unknown>;
}

interface ApiRequest {
  readonly seed: number;
  /** On a fifth of the calls. */
  readonly isFaulty: boolean;
}

const START = Date.parse(NOW) / 1000;
const SORTS: readonly ApiFault[] = ['busy', 'down', 'cut', 'repeat', 'empty', 'html'];

function faultsOf({ seed, isFaulty }: ApiRequest): (call: number) => ApiFault | undefined {
  return isFaulty ? faultsAtRandom(SORTS, seed) : () => undefined;
}

/** A field that nobody declared, and that some records have. */
function news(number: number): Readonly<Record<string, unknown>> {
  return number % 3 === 0 ? { [`news_${number % 5}`]: number } : {};
}

function closing(standIn: ApiStandIn): RemoteSystem['close'] {
  return () => standIn.close();
}

async function stripe(request: ApiRequest): Promise<RemoteSystem> {
  const customers: StripeRecord[] = [];
  let clock = START;
  const standIn = await startStripe({
    objects: { customers },
    now: () => clock * 1000,
    faults: faultsOf(request),
  });
  let last = 0;
  const insert = (): void => {
    last += 1;
    customers.push({ id: `cus_${last}`, object: 'customer', created: clock, balance: 0, ...news(last) });
    standIn.tell('customer.created', customers.at(-1) ?? {}, clock);
  };
  for (let left = 120; left > 0; left -= 1) insert();
  const columns = { id: 'varchar', created: 'timestamp', balance: 'bigint' };
  return {
    from: source('stripe', [table(columns, { object: 'customers' }, { key: ['id'] })], { connection: 'FAR' }),
    env: { FAR_URL: standIn.url, FAR_API_KEY: standIn.apiKey },
    close: closing(standIn),
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

async function zendesk(request: ApiRequest): Promise<RemoteSystem> {
  const tickets: ZendeskRecord[] = [];
  let clock = START;
  const faults = faultsOf(request);
  const standIn = await startZendesk({ objects: { tickets }, pageSize: 15, now: () => clock * 1000, faults });
  let last = 0;
  const insert = (): void => {
    last += 1;
    tickets.push({ id: last, status: 'new', generated_timestamp: clock, ...news(last) });
  };
  for (let left = 40; left > 0; left -= 1) insert();
  return {
    from: source('zendesk', [table({ id: 'bigint', status: 'varchar' }, { object: 'tickets' }, { key: ['id'] })], {
      connection: 'FAR',
    }),
    env: { FAR_URL: standIn.url, FAR_EMAIL: standIn.email, FAR_API_TOKEN: standIn.apiToken },
    close: closing(standIn),
    change(random) {
      clock += 1 + random.below(900);
      const [former] = tickets.splice(random.below(tickets.length), 1);
      const status = random.pick(['open', 'solved', 'deleted', 'new']);
      if (former !== undefined) tickets.push({ ...former, status, generated_timestamp: clock });
      if (random.below(3) === 0) insert();
    },
  };
}

async function hubspot(request: ApiRequest): Promise<RemoteSystem> {
  const records: StoredRecord[] = [];
  let clock = START * 1000;
  const names = ['hs_object_id', 'createdate', 'lastmodifieddate', 'visits'];
  const properties = names.map((name) => ({ name, type: name.endsWith('date') ? 'datetime' : 'number' }));
  const standIn = await startHubSpot({
    objects: { contacts: { properties, records } },
    faults: faultsOf(request),
  });
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
    close: closing(standIn),
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

async function http(request: ApiRequest): Promise<RemoteSystem> {
  const orders: HttpRecord[] = [];
  let clock = START * 1000;
  const standIn = await startHttp({ orders, faults: faultsOf(request) });
  let last = 0;
  const put = (at: number, former?: HttpRecord, more: object = {}): void => {
    last += former === undefined ? 1 : 0;
    const row = {
      id: last,
      price: 0,
      gone: false,
      ...news(last),
      ...former,
      updated_at: new Date(at).toISOString(),
      ...more,
    };
    if (former === undefined) orders.push(row);
    else orders[orders.indexOf(former)] = row;
  };
  for (let left = 40; left > 0; left -= 1) put(clock);
  // Half of them tell of what is gone by a mark, the others by their number.
  const isMarked = request.seed % 2 === 0;
  const columns = { id: 'bigint', updated_at: 'timestamp', price: 'integer', gone: 'boolean' };
  const since = { param: 'since', ...(isMarked ? { deleted: 'gone' } : { total: 'meta.total' }) };
  const paging = { kind: 'page', param: 'page', size_param: 'per_page', size: 15 };
  const options = { auth: 'token', url: 'pages', records: 'data.orders', total: 'meta.total', paging, since };
  return {
    from: source('http', [table(columns, options, { key: ['id'], cursor: 'updated_at' })], { connection: 'FAR' }),
    env: { FAR_URL: standIn.url, FAR_TOKEN: standIn.token },
    close: closing(standIn),
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

export const API_REMOTES: Readonly<Record<string, (request: ApiRequest) => Promise<RemoteSystem>>> = {
  ...{ stripe, zendesk, hubspot, http },
};
