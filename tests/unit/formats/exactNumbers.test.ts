import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startHttp } from '../../../scripts/standins/http.ts';
import { startHubSpot } from '../../../scripts/standins/hubspot.ts';
import { startSalesforceOrg } from '../../../scripts/standins/salesforce.ts';
import { startSnowflake } from '../../../scripts/standins/snowflake.ts';
import { startStripe } from '../../../scripts/standins/stripe.ts';
import { startZendesk } from '../../../scripts/standins/zendesk.ts';
import { ExactNumber, parseExactly, withRoundedAsText } from '../../../src/connectors/shared/exactJson.ts';
import type { Source } from '../../../src/types.ts';
import { effects, NOW, source, table, useBench } from '../connectors/fixture.ts';

const bench = useBench();
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
});

/** What no number of JavaScript's is, and what a remote system's JSON says of it. */
const TEXTS = { odd: '9007199254740993', long: '123456789012345678', amount: '12345678901234567.89' } as const;
const NUMBERS = {
  odd: new ExactNumber(TEXTS.odd),
  long: new ExactNumber(TEXTS.long),
  amount: new ExactNumber(TEXTS.amount),
};
const COLUMNS = { odd: 'bigint', long: 'bigint', amount: 'decimal(38,9)' };
const RIGHT = [TEXTS.odd, TEXTS.long, '12345678901234567.890000000'];

async function pulled(from: Source, env: Record<string, string> = {}, outDir?: string) {
  const folder = outDir ?? (await bench.folder('out'));
  const { manifests } = await bench.pull({ source: from, outDir: folder, effects: effects(env) });
  const [row = []] = await bench.rowsOf(folder, manifests[0]);
  return row.map(String);
}

describe('numbers that JavaScript would round come as they are', () => {
  test('http, also as parts of parts', async () => {
    const orders = [
      { id: 1, updated_at: '2026-11-16T10:00:00Z', ...NUMBERS, within: { id: NUMBERS.odd, list: [NUMBERS.amount] } },
    ];
    const shop = await startHttp({ orders });
    open.push(shop);
    const columns = { ...COLUMNS, 'within.id': 'bigint', within: 'varchar' };
    const from = (url: string, format: string, own: Record<string, string>) =>
      source('http', [table(own, { auth: 'token', url, format })], { connection: 'SHOP' });
    const env = { SHOP_URL: shop.url, SHOP_TOKEN: shop.token };
    const within = `{"id":${TEXTS.odd},"list":[${TEXTS.amount}]}`;
    expect(await pulled(from('whole', 'json', columns), env)).toEqual([...RIGHT, TEXTS.odd, within]);
    expect(await pulled(from('lines', 'ndjson', COLUMNS), env)).toEqual(RIGHT);
  });

  test('zendesk', async () => {
    const tickets = [{ id: 1, generated_timestamp: Date.parse(NOW) / 1000 - 86_400, ...NUMBERS }];
    const desk = await startZendesk({ objects: { tickets }, now: () => Date.parse(NOW) });
    open.push(desk);
    const from = source('zendesk', [table(COLUMNS, { object: 'tickets' })], { connection: 'DESK' });
    const env = { DESK_URL: desk.url, DESK_EMAIL: desk.email, DESK_API_TOKEN: desk.apiToken };
    expect(await pulled(from, env)).toEqual(RIGHT);
  });

  test('stripe', async () => {
    const customers = [{ id: 'cus_1', object: 'customer', created: Date.parse(NOW) / 1000 - 86_400, ...NUMBERS }];
    const account = await startStripe({ objects: { customers }, now: () => Date.parse(NOW) });
    open.push(account);
    const from = source('stripe', [table(COLUMNS, { object: 'customers' })], { connection: 'PAY' });
    expect(await pulled(from, { PAY_API_KEY: account.apiKey, PAY_URL: account.url })).toEqual(RIGHT);
  });

  test.each(['rest', 'bulk'])('salesforce, by %s', async (api) => {
    const names = ['Id', ...Object.keys(COLUMNS)];
    const fields = names.map((name) => ({ name, type: 'double' }));
    const org = await startSalesforceOrg({
      objects: { Lead: { fields, records: [{ Id: '00Q1', ...NUMBERS } as never] } },
    });
    open.push(org);
    const select = `SELECT ${names.join(', ')} FROM Lead`;
    const from = source('salesforce', [table(COLUMNS, { select, api })], { connection: 'CRM' });
    const env = { CRM_LOGIN_URL: org.url, CRM_CLIENT_ID: org.clientId, CRM_CLIENT_SECRET: org.clientSecret };
    expect(await pulled(from, env)).toEqual(RIGHT);
  });

  test('hubspot, whose API gives texts', async () => {
    const made = { createdate: NOW, hs_lastmodifieddate: NOW };
    const properties = [...Object.keys(COLUMNS), 'createdate', 'hs_lastmodifieddate'].map((name) => ({
      name,
      type: 'number',
    }));
    const hub = await startHubSpot({
      objects: { deals: { properties, records: [{ id: TEXTS.odd, properties: { ...TEXTS, ...made } }] } },
    });
    open.push(hub);
    const from = source('hubspot', [table({ ...COLUMNS, id: 'bigint' }, { object: 'deals' })], { connection: 'HUB' });
    expect(await pulled(from, { HUB_ACCESS_TOKEN: hub.accessToken, HUB_URL: hub.url })).toEqual([...RIGHT, TEXTS.odd]);
  });

  test('snowflake', async () => {
    const account = await startSnowflake({});
    open.push(account);
    await account.run(
      `create table t as select ${TEXTS.odd}::bigint as "odd", ${TEXTS.long}::bigint as "long", ${TEXTS.amount}::decimal(38,2) as "amount"`,
    );
    const from = source('snowflake', [table(COLUMNS, { select: 'select * from t' })], { connection: 'SNOW' });
    const env = {
      SNOW_URL: account.url,
      ...{ SNOW_ACCOUNT: 'acme', SNOW_USER: account.user, SNOW_TOKEN: account.token, SNOW_WAREHOUSE: 'w' },
    };
    expect(await pulled(from, env)).toEqual(RIGHT);
  });

  const json = JSON.stringify(NUMBERS);
  const FILES: Readonly<Record<string, string>> = {
    'a.ndjson': `${json}\n`,
    'a.json': `[\n ${json.replaceAll(':', ' : ')}\n]`,
    'a.csv': `odd,long,amount\n${Object.values(TEXTS).join(',')}\n`,
  };
  test.each(Object.entries(FILES))('a file, %s', async (name, content) => {
    const root = await bench.folder('project');
    await writeFile(join(root, name), content);
    expect(await pulled(source('files', [table(COLUMNS, { files: name })]), {}, root)).toEqual(RIGHT);
  });
});

describe('JSON files with long numbers', () => {
  test('What stands in texts stays as it is, lines that are no JSON are told as ever, and pieces are put together.', async () => {
    const root = await bench.folder('project');
    const note = 'a: 12345678901234567.89, \\"b\\": 1.2345678901234567890';
    const row = (id: number) =>
      `{"id":${id},"amount":12345678901234567.${String(id % 100).padStart(2, '0')},"note":"${note}"}`;
    const rows = Array.from({ length: 20_000 }, (_, id) => row(id));
    rows[7] = '{"id":7,"amount":1.5,"note":"open';
    await mkdir(join(root, 'in'));
    await writeFile(join(root, 'in/a.ndjson'), `${rows.join('\n')}\n`);
    const columns = { id: 'integer', amount: 'decimal(38,9)', note: 'varchar' };
    const from = source('files', [table(columns, { files: 'in/*' }, { maxBadRows: 0.001 })]);
    const { manifests } = await bench.pull({ source: from, outDir: root });
    const read = await bench.rowsOf(root, manifests[0]);
    expect(read).toEqual(
      rows.flatMap((_, id) =>
        id === 7
          ? []
          : [[id, `12345678901234567.${String(id % 100).padStart(2, '0')}0000000`, note.replaceAll('\\"', '"')]],
      ),
    );
    expect(manifests[0]?.rejected).toEqual([
      { file: 'in/a.ndjson', line: 8, text: '{"id":7,"amount":1.5,"note":"open', reason: 'is not JSON' },
    ]);
  });
});

describe('parseExactly', () => {
  test.each([
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-12345678901234567.890', '-12345678901234567.890'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['1e400', '1e400'],
    ['1.50', '1.5'],
    ['1000000000000000000000', '1000000000000000000000'],
    ['-0', '0'],
  ])('%s', (text, written) => {
    expect(JSON.stringify(parseExactly(`[${text}]`))).toBe(`[${written}]`);
  });

  test('For a client that parses by itself they are texts.', () => {
    expect(withRoundedAsText('{"a":9007199254740993,"b":[1.5,"x"]}')).toBe('{"a":"9007199254740993","b":[1.5,"x"]}');
  });
});
