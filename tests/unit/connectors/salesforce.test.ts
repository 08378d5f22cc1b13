import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type OrgFault,
  type SalesforceOrg,
  type SalesforceOrgOptions,
  startSalesforceOrg,
} from '../../../scripts/standins/salesforce.ts';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import { effects, readManifest, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();
const orgs: SalesforceOrg[] = [];
afterEach(async () => {
  await Promise.all(orgs.splice(0).map((org) => org.close()));
  bench.waited.length = 0;
});

const FIELDS = ['Id', 'CreatedDate', 'ConvertedDate', 'LeadSource', 'Score__c', 'IsDeleted', 'Owner.Name'].map(
  (name) => ({
    name,
    type: 'string',
  }),
);

function lead(number: number) {
  return {
    Id: `00Q${String(number).padStart(15, '0')}`,
    CreatedDate: '2026-11-16T10:00:00.000+0000',
    ConvertedDate: number % 2 === 0 ? '2026-11-17' : null,
    LeadSource: number % 3 === 0 ? null : `Source "${number}"\n<b>`,
    Score__c: number / 4,
    IsDeleted: false,
    Owner: number % 5 === 0 ? null : { Name: `Owner ${number}` },
  };
}

async function startOrg(options: Partial<SalesforceOrgOptions> = {}): Promise<SalesforceOrg> {
  const records = Array.from({ length: 25 }, (_, number) => lead(number));
  const org = await startSalesforceOrg({ objects: { Lead: { fields: FIELDS, records } }, batchSize: 10, ...options });
  orgs.push(org);
  return org;
}

const COLUMNS = {
  Id: 'varchar',
  CreatedDate: 'timestamp',
  ConvertedDate: 'date',
  LeadSource: 'varchar',
  Score__c: 'decimal(18,2)',
  IsDeleted: 'boolean',
  'Owner.Name': 'varchar',
};
const SELECT = 'SELECT Id, CreatedDate, ConvertedDate, LeadSource, Score__c, IsDeleted, Owner.Name FROM Lead';

function crm(select = SELECT, columns: Record<string, string> = COLUMNS, key: readonly string[] = ['Id']) {
  return source('salesforce', [table(columns, { select }, { key })], { connection: 'CRM' });
}

function secretsOf(org: SalesforceOrg) {
  return { CRM_LOGIN_URL: org.url, CRM_CLIENT_ID: org.clientId, CRM_CLIENT_SECRET: org.clientSecret };
}

async function pullFrom(org: SalesforceOrg, from = crm(), env: Record<string, string> = secretsOf(org)) {
  const outDir = await bench.folder('out');
  const pulled = await bench.pull({ source: from, outDir, effects: effects(env, bench.logged) });
  return { outDir, ...pulled, rows: await bench.rowsOf(outDir, pulled.manifests[0]) };
}

describe('the rows', () => {
  test('Every page of a query, with its types, in the order of its key.', async () => {
    const { rows, manifests } = await pullFrom(await startOrg());
    expect(rows).toHaveLength(25);
    expect(rows[0]).toEqual(['00Q000000000000000', '2026-11-16 10:00:00', '2026-11-17', null, '0.00', false, null]);
    expect(rows[1]?.slice(2)).toEqual([null, 'Source "1"\n<b>', '0.25', false, 'Owner 1']);
    expect(manifests[0]?.asOf).toBe('2026-11-23T05:00:00Z');
  });

  test('The same rows in another order leave the extract as it is; another row does not.', async () => {
    const records = Array.from({ length: 25 }, (_, number) => lead(number));
    const outDir = await bench.folder('out');
    const pull = async (given: typeof records, now: string) => {
      const org = await startOrg({ objects: { Lead: { fields: FIELDS, records: given } } });
      return bench.pull({ source: crm(), outDir, effects: effects(secretsOf(org), [], now) });
    };
    const first = await pull(records, '2026-11-20T00:00:00Z');
    const manifest = await readManifest(outDir);
    const second = await pull([...records].reverse(), '2026-11-21T00:00:00Z');
    expect(second).toEqual({ manifests: first.manifests, reused: 1, changed: [] });
    expect(await readManifest(outDir)).toBe(manifest);
    const third = await pull(records.slice(1), '2026-11-22T00:00:00Z');
    expect(third.reused).toBe(0);
    expect(third.manifests[0]?.asOf).toBe('2026-11-22T00:00:00Z');
  });

  test('A query may filter, sort and limit; one without rows gives none.', async () => {
    const org = await startOrg();
    const some = await pullFrom(
      org,
      crm(`SELECT Id FROM Lead WHERE Score__c >= 2 AND LeadSource != null ORDER BY Score__c DESC LIMIT 3`, {
        Id: 'varchar',
      }),
    );
    expect(some.rows.flat()).toEqual([lead(20).Id, lead(22).Id, lead(23).Id]);
    const none = await pullFrom(
      org,
      crm(`SELECT Id FROM Lead WHERE CreatedDate > 2027-01-01T00:00:00Z`, { Id: 'varchar' }),
    );
    expect(none.rows).toEqual([]);
  });

  test('A wrong field or object is told as Salesforce tells it, at the table.', async () => {
    const org = await startOrg();
    expect(await toldBy(pullFrom(org, crm('SELECT Id, Tribe FROM Lead')))).toContain(
      "queries/sources/app.yml:4:3  Salesforce did not answer the query. INVALID_FIELD: SELECT Tribe ^ No such column 'Tribe' on entity 'Lead'.",
    );
    expect(await toldBy(pullFrom(org, crm('SELECT Id FROM Leed')))).toContain(
      'queries/sources/app.yml:4:3  Salesforce does not describe "Leed". NOT_FOUND: The requested resource does not exist',
    );
    expect(await toldBy(pullFrom(org, crm(SELECT, { ...COLUMNS, Leadsource: 'varchar' })))).toContain(
      'The query of app.rows brings no field "Leadsource".  Did you mean "LeadSource"?',
    );
    expect(await toldBy(pullFrom(org, crm(SELECT, { ...COLUMNS, LeadSource: 'integer' })))).toContain(
      'in column "LeadSource" is not of type integer',
    );
  });
});

describe('what real services do', () => {
  const everyRow = Array.from({ length: 25 }, (_, number) => lead(number).Id);
  const bad: readonly (readonly [string, Readonly<Record<number, OrgFault>>])[] = [
    ['a session that ends on the first call', { 1: 'expired' }],
    ['a session that ends between pages, twice', { 2: 'expired', 4: 'expired' }],
    ['too many requests', { 1: 'busy', 2: 'busy', 4: 'busy' }],
    ['a service that is down for a while', { 2: 'down', 3: 'down' }],
    ['calls used up for a while', { 1: 'limit', 3: 'limit' }],
    ['a connection cut in the body', { 1: 'cut', 3: 'cut', 4: 'cut' }],
    ['a page that comes twice', { 2: 'repeat', 4: 'repeat' }],
    ['a page without records', { 2: 'empty' }],
  ];
  test.each(bad)('The rows come once each through %s.', async (_, faults) => {
    const { rows } = await pullFrom(await startOrg({ faults }));
    expect(rows.map(([id]) => id)).toEqual(everyRow);
  });

  test('The rows come once each where a fifth of all calls fails, in any way.', async () => {
    const kinds: readonly OrgFault[] = ['expired', 'busy', 'down', 'limit', 'cut', 'repeat', 'empty', 'html'];
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const faults = () => (random() < 0.2 ? kinds[Math.floor(random() * kinds.length)] : undefined);
    const records = Array.from({ length: 300 }, (_, number) => lead(number));
    const org = await startOrg({ objects: { Lead: { fields: FIELDS, records } }, batchSize: 5, faults });
    const { rows } = await pullFrom(org);
    expect(rows.map(([id]) => id)).toEqual(records.map(({ Id }) => Id));
  });

  test('Retry-After is obeyed; else waits double, and say what they are for.', async () => {
    await pullFrom(await startOrg({ faults: { 1: 'busy', 2: 'down' }, retryAfter: 7 }));
    expect(bench.waited).toEqual([7000, 7000]);
    bench.waited.length = 0;
    await pullFrom(await startOrg({ faults: { 1: 'busy', 2: 'down', 3: 'cut' } }));
    expect(bench.waited).toEqual([1000, 2000, 4000]);
    expect(bench.logged).toContain('Waiting 7 s for app (salesforce): it answered 429.');
    expect(bench.logged).toContain('Waiting 4 s for app (salesforce): the connection was cut.');
  });

  test('What does not get better ends in one clear problem.', async () => {
    const busy = await toldBy(pullFrom(await startOrg({ faults: () => 'limit' })));
    expect(busy).toContain('REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.');
    expect(bench.waited).toEqual([1000, 2000, 4000, 8000, 16000]);
    expect(await toldBy(pullFrom(await startOrg({ faults: () => 'cut' })))).toContain('the connection was cut');
    expect(await toldBy(pullFrom(await startOrg({ faults: () => 'expired' })))).toContain(
      'refuses the session that it has just given',
    );
    expect(await toldBy(pullFrom(await startOrg({ faults: (call) => (call > 1 ? 'repeat' : undefined) })))).toContain(
      'the same page over and over',
    );
  });

  test('A page lost is told: fewer rows came than were announced.', async () => {
    const records = [lead(1), lead(1), lead(2)];
    const told = await toldBy(pullFrom(await startOrg({ objects: { Lead: { fields: FIELDS, records } } })));
    expect(told).toContain('3 rows were announced and 2 came.');
  });
});

describe('signing in', () => {
  test('By JWT, whatever day the run is for; with a token; a wrong secret is told.', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwt = {
      username: 'reports@example.org',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
    const org = await startOrg({ jwt });
    const secrets = {
      CRM_LOGIN_URL: org.url,
      CRM_CLIENT_ID: org.clientId,
      CRM_USERNAME: jwt.username,
      CRM_PRIVATE_KEY: pem.replaceAll('\n', '\\n'),
    };
    expect((await pullFrom(org, crm(), secrets)).rows).toHaveLength(25);
    expect(await toldBy(pullFrom(org, crm(), { ...secrets, CRM_USERNAME: 'other' }))).toContain(
      'Signing in to Salesforce failed: invalid_grant',
    );
    const token = { CRM_ACCESS_TOKEN: 'token-of-nobody', CRM_INSTANCE_URL: org.url };
    expect(await toldBy(pullFrom(org, crm(), token))).toContain('INVALID_SESSION_ID');
    const wrong = await toldBy(pullFrom(org, crm(), { ...secretsOf(org), CRM_CLIENT_SECRET: 'wrong' }));
    expect(wrong).toContain(
      'queries/sources/app.yml:1  Signing in to Salesforce failed: invalid_client: invalid client credentials',
    );
  });

  test('Missing variables are told all at once, by the way of signing in.', async () => {
    const missing = (env: Record<string, string>) => missingSecrets(crm(), effects(env).env);
    expect(await missing({})).toEqual(['CRM_CLIENT_ID', 'CRM_CLIENT_SECRET', 'CRM_LOGIN_URL']);
    expect(await missing({ CRM_USERNAME: 'x', CRM_CLIENT_ID: 'y' })).toEqual(['CRM_PRIVATE_KEY']);
    expect(await missing({ CRM_ACCESS_TOKEN: 'x', CRM_INSTANCE_URL: '' })).toEqual(['CRM_INSTANCE_URL']);
    const told = await toldBy(bench.pull({ source: crm(), outDir: await bench.folder('out') }));
    expect(told).toContain(
      'needs environment variables that are not set: CRM_CLIENT_ID, CRM_CLIENT_SECRET, CRM_LOGIN_URL.',
    );
  });

  test('Secrets go to nobody else, over no open line, and into no text.', async () => {
    const secrets = {
      CRM_LOGIN_URL: 'http://crm.example',
      CRM_CLIENT_ID: 'id-47110815',
      CRM_CLIENT_SECRET: 'secret-47110815',
    };
    const org = await startOrg();
    expect(await toldBy(pullFrom(org, crm(), secrets))).toContain(
      'CRM_LOGIN_URL is not an address that begins with https://.',
    );
    const outDir = await bench.folder('out');
    // Salesforce echoes a query that it cannot read.
    const from = crm(`SELECT Id FROM x_${org.clientId}${org.clientSecret}`);
    const told = await toldBy(bench.pull({ source: from, outDir, effects: effects(secretsOf(org), bench.logged) }));
    expect(told).toContain('MALFORMED_QUERY');
    const files = await readdir(outDir, { recursive: true, withFileTypes: true });
    const written = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    for (const secret of [org.clientSecret, org.clientId])
      expect([told, ...bench.logged, ...written].join('\n')).not.toContain(secret);
  });
});

test('A project of files does not load the client of Salesforce.', async () => {
  const text = await readFile(new URL('../../../src/connectors/files/connector.ts', import.meta.url), 'utf8');
  const kinds = await readFile(new URL('../../../src/connectors/registry.ts', import.meta.url), 'utf8');
  expect(`${text}${kinds}`).not.toMatch(/^import .*(jsforce|salesforce.connector)/m);
});
