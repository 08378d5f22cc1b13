import { afterEach, describe, expect, test } from 'vitest';
import type { OrgFault } from '../../../scripts/standins/salesforce.ts';
import { plainSoql, withCondition } from '../../../src/connectors/salesforce/plainSoql.ts';
import { unstampedChange } from '../../../src/connectors/salesforce/unstamped.ts';
import { effects, toldBy, useBench } from './fixture.ts';
import { COLUMNS, changeOrg, crm, Org, SELECT } from './opportunityOrg.ts';
import { randomOf } from './random.ts';

const bench = useBench();
const orgs: Org[] = [];
afterEach(async () => {
  await Promise.all(orgs.splice(0).map((org) => org.close()));
  bench.logged.length = 0;
});

async function startOrg(deals = 20): Promise<{ readonly org: Org; readonly outDir: string }> {
  const org = new Org();
  orgs.push(org);
  await org.start();
  for (let number = 0; number < deals; number += 1) org.put(number);
  return { org, outDir: await bench.folder('out') };
}

const pull = (org: Org, outDir: string, from = crm()) =>
  bench.pull({ source: from, outDir, effects: effects(org.secrets(), bench.logged) });
const expectFullPull = (org: Org, outDir: string, from = crm()) =>
  bench.expectFullPull({ source: from, outDir, effects: effects(org.secrets(), bench.logged) });

describe('what has changed', () => {
  test('New, changed, deleted and restored records come, and only these.', async () => {
    const { org, outDir } = await startOrg();
    await pull(org, outDir);
    org.minute = 60;
    org.put(30, { Name: 'New' });
    org.put(3, { Amount: 99, CloseDate: '2026-11-02' });
    org.put(4, { IsDeleted: true });
    const before = org.calls.length;
    const { manifests } = await expectFullPull(org, outDir);
    expect(manifests[0]?.rows).toBe(20);
    const asked = org.calls.slice(before).filter((call) => call.includes('SELECT Id, Name'));
    expect(asked[0]).toContain('WHERE SystemModstamp >= 2026-11-01T09:45:00.000Z');
    expect(bench.logged).toEqual([]);

    org.minute = 120;
    org.put(4, { IsDeleted: false });
    org.put(30, { IsDeleted: true });
    expect((await expectFullPull(org, outDir)).manifests[0]?.rows).toBe(20);
    expect((await pull(org, outDir)).reused).toBe(1);
  });

  test('A record that no longer meets the condition goes; one that now does comes.', async () => {
    const { org, outDir } = await startOrg();
    const won = crm({ select: `${SELECT} WHERE Amount > 20 OR Name = 'O\\'Neil OR ORDER BY'` });
    org.put(1, { Amount: 30 });
    org.put(2, { Amount: 30 });
    org.put(3, { Name: "O'Neil OR ORDER BY" });
    expect((await pull(org, outDir, won)).manifests[0]?.rows).toBe(3);
    org.minute = 60;
    org.put(1, { Amount: 5 });
    org.put(5, { Amount: 50 });
    org.put(3, { IsDeleted: true });
    const { manifests } = await expectFullPull(org, outDir, won);
    expect((await bench.rowsOf(outDir, manifests[0])).map(([id]) => String(id).slice(-1))).toEqual(['2', '5']);
    expect(bench.logged).toEqual([]);
  });

  test('What was removed for good is in no list of changes: the count tells, and all of it is pulled.', async () => {
    const { org, outDir } = await startOrg();
    await pull(org, outDir);
    org.minute = 60;
    org.put(2, { Name: 'Other' });
    org.purge(7);
    expect((await expectFullPull(org, outDir)).manifests[0]?.rows).toBe(19);
    expect(bench.logged).toContain('app.rows: There are 19 rows, and the changes lead to 20. All of it is pulled.');
  });

  test('Another declaration, or a query that groups or limits, is pulled whole.', async () => {
    const { org, outDir } = await startOrg();
    await pull(org, outDir);
    org.minute = 60;
    org.put(2, { Name: 'Other' });
    const { SystemModstamp: _, ...fewer } = COLUMNS;
    const narrower = crm({ select: 'SELECT Id, Name, Amount, CloseDate FROM Opportunity' }, fewer, {});
    expect((await expectFullPull(org, outDir, narrower)).manifests[0]?.rows).toBe(20);
    org.minute = 120;
    org.put(2, { Name: 'Again' });
    org.put(3, { IsDeleted: true });
    expect((await expectFullPull(org, outDir, narrower)).manifests[0]?.rows).toBe(19);
    const limited = crm({ select: `${SELECT} ORDER BY Id LIMIT 5` });
    expect((await expectFullPull(org, outDir, limited)).manifests[0]?.rows).toBe(5);
    expect(org.calls.filter((call) => call.includes('describe')).length).toBeGreaterThan(0);
  });

  test('A new field is told once; a declared one that changes its type holds the table.', async () => {
    const { org, outDir } = await startOrg();
    await pull(org, outDir);
    org.fields.push({ name: 'Tribe__c', type: 'picklist' });
    await pull(org, outDir);
    await pull(org, outDir);
    expect(bench.logged).toEqual(['app.rows: columns that are not declared were left out: "Tribe__c".']);
    const amount = org.fields.findIndex(({ name }) => name === 'Amount');
    org.fields[amount] = { name: 'Amount', type: 'string' };
    expect(await toldBy(pull(org, outDir))).toContain(
      'The column "Amount" of app.rows was of the type number, and is text now.',
    );
    org.fields[amount] = { name: 'Amount', type: 'currency' };
    expect((await pull(org, outDir)).manifests[0]?.rows).toBe(20);
  });
});

describe('what changes without a stamp on the record', () => {
  const UNSTAMPED: readonly (readonly [select: string, why: string])[] = [
    ['SELECT Id, Owner.Name FROM Opportunity', '"Owner.Name" belong to other records, which change without it'],
    ["SELECT Id, Owner.Name FROM Opportunity WHERE Account.Type = 'x'", '"Owner.Name", "Account.Type" belong'],
    ['SELECT Id, Margin__c FROM Opportunity', '"Margin__c" are calculated whenever they are read'],
    ['SELECT Id FROM Opportunity WHERE margin__c > 5', '"margin__c" are calculated whenever they are read'],
    ['SELECT Id, LastActivityDate FROM Opportunity', 'Salesforce moves "LastActivityDate" by itself'],
    ['SELECT Id FROM Opportunity WHERE CloseDate = LAST_N_DAYS:30', 'LAST_N_DAYS:30 in its condition is another day'],
    ['SELECT Id FROM Opportunity WHERE CloseDate >= TODAY', 'TODAY in its condition is another day tomorrow'],
    ['SELECT Id FROM Opportunity WHERE Id IN (SELECT DealId FROM Note)', 'its condition asks for other records'],
    ["SELECT Id, Owner.Id, Name FROM Opportunity WHERE Name = 'TODAY a.b' AND CloseDate > 2026-01-01", ''],
  ];
  test.each(UNSTAMPED)('%s', (select, why) => {
    const soql = plainSoql(select);
    const declared = why === '' ? ['Id', 'Owner.Id', 'Name'] : (soql?.fields.split(', ') ?? []);
    const [{ tables }] = [crm({ select }, Object.fromEntries(declared.map((name) => [name, 'varchar'])))];
    const described = new Map([['Margin__c', { family: 'number' as const, isFormula: true }]]);
    const found = soql && tables[0] && unstampedChange(soql, { table: tables[0], described });
    if (why === '') expect(found).toBeNull();
    else expect(found).toContain(why);
  });

  test('An owner who is renamed has one name, whichever of the records is saved; that all is read is told once.', async () => {
    const { org, outDir } = await startOrg(3);
    org.fields.push({ name: 'Owner.Name', type: 'string' });
    const owned = (Name: string) => ({ Owner: { attributes: { type: 'User' }, Name } }) as never;
    for (const number of [0, 1, 2]) org.put(number, owned('Kim Old'));
    const { Name: _, ...columns } = COLUMNS;
    const select = 'SELECT Id, Owner.Name, Amount, CloseDate, SystemModstamp FROM Opportunity';
    const from = crm({ select }, { ...columns, 'Owner.Name': 'varchar' });
    await pull(org, outDir, from);
    for (const record of org.records) Object.assign(record, owned('Kim New'));
    org.minute = 60;
    org.put(1);
    const { manifests } = await expectFullPull(org, outDir, from);
    const names = (await bench.rowsOf(outDir, manifests[0])).map((row) => row.at(-1));
    expect(names).toEqual(['Kim New', 'Kim New', 'Kim New']);
    await pull(org, outDir, from);
    // The fresh folder of the comparison is told too.
    expect(bench.logged.filter((line) => line.includes('each pull'))).toEqual(
      Array(2).fill(
        'app.rows: all of it is read at each pull, because "Owner.Name" belong to other records, which change without it.',
      ),
    );
  });
});

describe('the Bulk API', () => {
  const bulk = (options: Readonly<Record<string, unknown>> = {}) => crm({ api: 'bulk', ...options });

  test('Its rows are those of the REST API, to the byte.', async () => {
    const { org, outDir } = await startOrg(50);
    org.put(3, { Name: 'Two\nlines, a "quote" and ,', Amount: null, CloseDate: '2026-11-02' });
    org.put(4, { Name: null });
    const rest = await pull(org, outDir, crm({ api: 'rest' }));
    const { manifests } = await pull(org, await bench.folder('out'), bulk());
    expect(manifests[0]?.rowsHash).toBe(rest.manifests[0]?.rowsHash);
    expect(org.calls.some((call) => call.startsWith('POST /services/data/v61.0/jobs/query'))).toBe(true);
    org.records.length = 0;
    expect((await pull(org, await bench.folder('out'), bulk())).manifests[0]?.rows).toBe(0);
  });

  test('A session that ends, "later", cut connections: the rows come once each.', async () => {
    const { org, outDir } = await startOrg(50);
    const whole = await pull(org, outDir, bulk());
    const first = org.calls.length;
    for (const fault of ['expired', 'busy', 'down', 'limit', 'cut', 'html'] as const)
      for (let at = 1; at <= 5; at += 1) {
        const from = org.calls.length;
        let calls = 0;
        org.faults = () => {
          calls += 1;
          return calls === at ? fault : undefined;
        };
        const { manifests } = await pull(org, await bench.folder('out'), bulk());
        expect(manifests[0]?.rowsHash, `${fault} at ${at}, ${org.calls.length - from}`).toBe(
          whole.manifests[0]?.rowsHash,
        );
      }
    expect(first).toBeGreaterThan(5);
  });

  test('A query that it does not take is asked over the REST API, and the log says so.', async () => {
    const { org, outDir } = await startOrg();
    org.faults = (call) =>
      org.calls[org.calls.length - 1]?.startsWith('POST /services/data') && call > 0 ? 'limit' : undefined;
    const { manifests } = await pull(org, outDir, bulk());
    expect(manifests[0]?.rows).toBe(20);
    expect(bench.logged.at(-1)).toContain('the Bulk API does not take the query (REQUEST_LIMIT_EXCEEDED');
  });
});

test('A table equals a full pull, whatever happened in the org, faults on a fifth of the calls included.', {
  timeout: 180_000,
}, async () => {
  const kinds: readonly OrgFault[] = ['expired', 'busy', 'down', 'limit', 'cut', 'repeat', 'empty', 'html'];
  for (let history = 0; history < 30; history += 1) {
    const random = randomOf(history + 100);
    const org = new Org();
    orgs.push(org);
    await org.start(3);
    org.faults = () => (random.below(5) === 0 ? random.pick(kinds) : undefined);
    const outDir = await bench.folder('out');
    const from = crm(history % 3 === 0 ? { select: `${SELECT} WHERE Amount > 20` } : {});
    for (let turn = 0; turn < 3; turn += 1) {
      changeOrg(org, random);
      if (random.below(3) === 0) {
        const stepAtMost = 1 + random.below(6);
        let step = 0;
        const killed = bench.pull({
          source: from,
          outDir,
          effects: effects(org.secrets(), bench.logged),
          atStep: () => {
            step += 1;
            if (step === stepAtMost) throw new Error('killed');
          },
        });
        await killed.catch(() => {});
        changeOrg(org, random);
      }
      await pull(org, outDir, from);
    }
    org.faults = () => undefined;
    await expectFullPull(org, outDir, from).catch((error: unknown) => {
      throw new Error(`Seed ${history + 100}: ${String(error)}`, { cause: error });
    });
  }
});

describe('plain queries', () => {
  test.each([
    ['select Id from Lead', { fields: 'Id', object: 'Lead', where: null }],
    [
      " SELECT Id,\n Owner.Name FROM Lead WHERE Name = 'a LIMIT \\' b' AND (X > 1 OR Y < 2) ",
      { fields: 'Id,\n Owner.Name', object: 'Lead', where: "Name = 'a LIMIT \\' b' AND (X > 1 OR Y < 2)" },
    ],
    ['SELECT Id FROM Lead LIMIT 5', undefined],
    ['SELECT Id FROM Lead WHERE X = 1 ORDER BY Id', undefined],
    ['SELECT COUNT(Id), Name FROM Lead GROUP BY Name', undefined],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', undefined],
    ['SELECT Id FROM Lead l', undefined],
    ['SELECT Id FROM Lead USING SCOPE mine', undefined],
  ])('%s', (text, parts) => {
    expect(plainSoql(text)).toEqual(parts);
  });

  test('A further condition stands beside the whole of the first.', () => {
    const soql = plainSoql('SELECT Id FROM Lead WHERE A = 1 OR B = 2');
    expect(soql && withCondition(soql, 'C = 3')).toBe('SELECT Id FROM Lead WHERE (A = 1 OR B = 2) AND C = 3');
  });
});
