/** Same in, same out; and what has not changed is not made again. */
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  type Exit,
  fingerprint,
  readManifest,
  scratchFolder,
  statuses,
  writeTimes,
} from '../support/broadsheet.ts';

const NOW = '2026-11-23T12:00:00Z';
const EDITIONS = ['bada/shop/trade/2026-W47', 'crumb/kitchen/range/2026-10', 'crumb/shop/trade/2026-W47'];

let project = '';
let out = '';

function run(
  projectDir: string,
  outDir: string,
  more: Parameters<typeof broadsheet>[1] = {},
  ...args: string[]
): Promise<Exit> {
  return broadsheet(['run', '--project', projectDir, '--out', outDir, '--now', NOW, '--rebuild', ...args], more);
}

beforeAll(async () => {
  project = await copyOfProject('tiny');
  out = await scratchFolder();
  const far = { TZ: 'Asia/Kolkata', LANG: 'ko_KR.UTF-8', LC_ALL: 'ko_KR.UTF-8' };
  expect(await run(project, out, { env: far })).toMatchObject({ status: 0 });
});

test('A run from scratch in another folder, time zone, language and number of jobs gives the same bytes', async () => {
  const elsewhere = await scratchFolder();
  const other = await copyOfProject('tiny');
  const near = { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' };
  const again = await run(other, elsewhere, { env: near, cwd: elsewhere }, '--jobs', '1');
  expect(again).toMatchObject({ status: 0 });
  const [first, second] = [await fingerprint(out), await fingerprint(elsewhere)];
  expect(Object.keys(first).filter((path) => /\.(json|html|csv|pdf|eml)$/.test(path)).length).toBeGreaterThan(30);
  expect(changedPaths(first, second)).toEqual([]);
  expect((await readManifest(elsewhere)).editions).toEqual((await readManifest(out)).editions);
});

describe('A run in which nothing has changed', () => {
  let second: Exit;
  let before: Readonly<Record<string, number>>;

  beforeAll(async () => {
    before = await writeTimes(out);
    // A browser that does not exist: whoever wants to print would say so.
    second = await run(project, out, { env: { BROADSHEET_BROWSER: '/no/such/browser' } });
  });

  test('tells so of every edition, and starts no browser', async () => {
    expect(second).toMatchObject({ status: 0 });
    const manifest = await readManifest(out);
    expect(statuses(manifest)).toEqual(EDITIONS.map((id) => `${id} unchanged`));
    expect(manifest.editions.every(({ reused }) => reused)).toBe(true);
  });

  test('writes no snapshot, page, PDF or mail again', async () => {
    expect(changedPaths(before, await writeTimes(out))).toEqual([]);
  });
});

describe('When nothing changes that an edition shows', () => {
  const FOLDERS = ['snapshots', 'site', 'pdf', 'mail', 'warehouse'];
  const edit = async (path: string, change: (text: string) => string): Promise<void> => {
    const [file, text] = [join(project, path), await readFile(join(project, path), 'utf8')];
    expect(change(text), path).not.toBe(text);
    await writeFile(file, change(text));
  };

  test('as with comments and moved lines, nothing is built, made or printed again', async () => {
    const before = await writeTimes(out, FOLDERS);
    await edit('queries/metrics/trade.yml', (text) => `# What the till tells.\n\n${text}`);
    await edit('queries/sources/till.yml', (text) => `# The till.\n${text}`);
    for (const path of ['marts/sales', 'reports/products', 'checks/prices_are_positive', 'staging/stg_till_sale'])
      await edit(`queries/${path}.sql`, (text) => `/* Of guests,\n   too. */\n${text}-- The end.\n`);
    await edit('templates/reports/trade/report.md', (text) => text.replace('team: shop', '# Of the shop.\nteam: shop'));
    expect(await run(project, out, { env: { BROADSHEET_BROWSER: '/no/such/browser' } })).toMatchObject({ status: 0 });
    expect(statuses(await readManifest(out))).toEqual(EDITIONS.map((id) => `${id} unchanged`));
    expect(changedPaths(before, await writeTimes(out, FOLDERS))).toEqual([]);
  });

  test('as with the description of a metric on no page, only the catalogue that has it is written again', async () => {
    const before = await writeTimes(out, FOLDERS);
    await edit('queries/metrics/trade.yml', (text) => text.replace('en: Lines with a card.', 'en: Lines with a name.'));
    expect(await run(project, out, { env: { BROADSHEET_BROWSER: '/no/such/browser' } })).toMatchObject({ status: 0 });
    expect(statuses(await readManifest(out))).toEqual(EDITIONS.map((id) => `${id} unchanged`));
    expect(changedPaths(before, await writeTimes(out, FOLDERS))).toEqual(['site/crumb/metrics/index.html']);
  });
});

test('When a mart changes, the editions that rest on it come out again, and no other', async () => {
  const [file, before] = [join(project, 'queries', 'marts', 'guests.sql'), await fingerprint(out)];
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace('min(sold_on) as joined_on', "greatest(min(sold_on), date '2026-11-19') as joined_on"),
  );
  expect(await run(project, out)).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(out))).toEqual([
    'bada/shop/trade/2026-W47 published',
    'crumb/kitchen/range/2026-10 unchanged',
    'crumb/shop/trade/2026-W47 published',
  ]);
  const changed = changedPaths(before, await fingerprint(out));
  expect(changed).toContain('snapshots/bada/shop/trade/2026-W47.json');
  expect(changed.filter((path) => path.includes('range'))).toEqual([]);
});

describe("When one brand's data change", () => {
  let before: { readonly times: Readonly<Record<string, number>>; readonly bytes: Readonly<Record<string, string>> };

  beforeAll(async () => {
    before = { times: await writeTimes(out), bytes: await fingerprint(out) };
    await appendFile(join(project, 'data', 'sales-2026.csv'), '2026-11-22 10:00:00,crumb,Harbour,Bun,4,9.40,g07\n');
    expect(await run(project, out)).toMatchObject({ status: 0 });
  });

  test('only its editions come out again', async () => {
    expect(statuses(await readManifest(out))).toEqual([
      'bada/shop/trade/2026-W47 unchanged',
      'crumb/kitchen/range/2026-10 published',
      'crumb/shop/trade/2026-W47 published',
    ]);
    const written = changedPaths(before.times, await writeTimes(out));
    expect(written.filter((path) => path.includes('bada'))).toEqual([]);
    const changed = changedPaths(before.bytes, await fingerprint(out));
    expect(changed).toContain('site/crumb/shop/2026-W47/index.html');
    expect(changed).toContain('pdf/crumb/shop/2026-W47.pdf');
    expect(written).toEqual(changed);
  });

  test('the result equals a run from scratch, byte for byte', async () => {
    const scratch = await scratchFolder();
    expect(await run(project, scratch)).toMatchObject({ status: 0 });
    expect(changedPaths(await fingerprint(scratch), await fingerprint(out))).toEqual([]);
  });
});

test("When one brand's looks change, its pages do and its snapshots do not", async () => {
  const before = await fingerprint(out);
  const file = join(project, 'templates', 'brands', 'bada', 'brand.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('#1f5f8b', '#1f6b4f'));
  expect(await run(project, out)).toMatchObject({ status: 0 });
  const changed = changedPaths(before, await fingerprint(out));
  expect(changed).toContain('site/bada/shop/2026-W47/index.html');
  expect(changed.filter((path) => path.startsWith('snapshots/'))).toEqual([]);
  expect(changed.filter((path) => /^(site|pdf|mail)\/crumb/.test(path))).toEqual([]);
});

test('A page and a PDF that were deleted are made again, the same', async () => {
  const before = await fingerprint(out);
  await rm(join(out, 'site', 'crumb', 'shop', '2026-W47', 'index.html'));
  await rm(join(out, 'pdf', 'bada', 'shop', '2026-W47.pdf'));
  expect(await run(project, out)).toMatchObject({ status: 0 });
  expect(changedPaths(before, await fingerprint(out))).toEqual([]);
});
