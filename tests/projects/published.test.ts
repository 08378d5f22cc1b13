/** What is published stays as it was, whatever happens to the project, the machine or single files. */
import { cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  readManifest,
  scratchFolder,
  statuses,
} from '../support/broadsheet.ts';

const FIRST = '2026-11-16T12:00:00Z';
const LATER = '2026-11-23T12:00:00Z';
const CRUMB = 'site/crumb/shop/2026-W46';

let project = '';
/** The output folder after W46 came out; tests work on copies. */
let published = '';

function run(outDir: string, now: string, ...args: readonly string[]) {
  return broadsheet(['run', '--project', project, '--out', outDir, '--now', now, '--no-deliver', ...args]);
}

async function warm(): Promise<string> {
  const out = await scratchFolder();
  await cp(published, out, { recursive: true });
  return out;
}

/** A machine that has nothing but the state of the last run. */
async function fresh(from = published): Promise<string> {
  const out = await scratchFolder();
  await cp(join(from, 'state'), join(out, 'state'), { recursive: true });
  return out;
}

/** Paths of an edition's files on the site that differ from those that were published. */
async function changedIn(out: string, folder: string): Promise<readonly string[]> {
  const before = await fingerprint(published, [folder]);
  expect(Object.keys(before).length).toBeGreaterThan(3);
  return changedPaths(before, await fingerprint(out, [folder]));
}

beforeAll(async () => {
  project = await copyOfProject('tiny');
  const source = join(project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/ +freshness:.*\n/, ''));
  published = await scratchFolder();
  expect(await run(published, FIRST)).toMatchObject({ status: 0 });
});

test('An edited report changes no published edition, on a fresh machine as on a warm one', async () => {
  const report = join(project, 'templates', 'reports', 'trade', 'report.md');
  const text = await readFile(report, 'utf8');
  await writeFile(report, `${text}\nA sentence of a later day.\n`);
  try {
    for (const out of [await warm(), await fresh()]) {
      expect(await run(out, LATER)).toMatchObject({ status: 0 });
      expect(await changedIn(out, CRUMB)).toEqual([]);
      expect(await readFile(join(out, 'site/crumb/shop/2026-W47/index.html'), 'utf8')).toContain('of a later day');
    }
  } finally {
    await writeFile(report, text);
  }
});

test('Where nothing is due nothing is pulled and nothing is drawn, and a fresh machine has the whole site again', async () => {
  const out = await fresh();
  expect(await run(out, '2026-11-17T12:00:00Z')).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(out)).every((line) => line.endsWith(' unchanged'))).toBe(true);
  const seen = ['site', 'pdf', 'snapshots'];
  expect(changedPaths(await fingerprint(published, seen), await fingerprint(out, seen))).toEqual([]);
  expect(await listFiles(join(out, 'extracts'))).toEqual([]);
  expect(await listFiles(join(out, 'warehouse'))).toEqual([]);
});

test('A report under another name goes on where it ended: the mailed page stays, and is not published twice', async () => {
  const [old, renamed] = ['trade', 'takings'].map((name) => join(project, 'templates', 'reports', name));
  await rename(old ?? '', renamed ?? '');
  try {
    const same = await fresh();
    expect(await run(same, '2026-11-17T12:00:00Z')).toMatchObject({ status: 0 });
    expect(statuses(await readManifest(same)).every((line) => line.endsWith(' unchanged'))).toBe(true);
    const out = await fresh();
    const { stderr } = await run(out, LATER);
    expect(stderr).toContain('The report "takings" was "trade" before');
    expect(await changedIn(out, CRUMB)).toEqual([]);
    expect(statuses(await readManifest(out))).toContain('crumb/shop/takings/2026-W47 published');
    expect(await readFile(join(out, 'site/crumb/shop/2026-W47/index.html'), 'utf8')).toContain('2026-W46/index.html');
  } finally {
    await rename(renamed ?? '', old ?? '');
  }
});

test('A brand and a team that are no more keep what came out for them, and every page leads somewhere', async () => {
  const elsewhere = await copyOfProject('tiny');
  for (const gone of ['brands/crumb', 'reports/range', 'teams/kitchen.yml'])
    await rm(join(elsewhere, 'templates', gone), { recursive: true });
  const team = join(elsewhere, 'templates', 'teams', 'shop.yml');
  await writeFile(team, (await readFile(team, 'utf8')).replace(/^ *crumb:.*\n/m, ''));
  const out = await fresh();
  const done = await broadsheet(['run', '--project', elsewhere, '--out', out, '--now', FIRST, '--no-deliver']);
  expect(done.stderr).not.toContain('bug');
  if (done.status === 2) throw new Error(done.stderr);
  expect(await changedIn(out, CRUMB)).toEqual([]);
  const pages = (await listFiles(join(out, 'site'))).filter((path) => path.endsWith('index.html'));
  for (const page of pages) {
    const html = await readFile(join(out, 'site', page), 'utf8');
    for (const [, link = ''] of html.matchAll(/href="([^"#:]+)(?:#[^"]*)?"/g)) {
      const target = join('/', page, '..', decodeURI(link)).slice(1);
      expect((await listFiles(join(out, 'site', target, '..'))).length, `${page}: ${link}`).toBeGreaterThan(0);
      expect(
        await readFile(join(out, 'site', target)).then(
          () => true,
          () => `${page}: ${link}`,
        ),
      ).toBe(true);
    }
  }
});

test('Damaged pages, PDFs, snapshots and indexes are as they were after the next run', async () => {
  const out = await warm();
  const damage = [
    `${CRUMB}/index.html`,
    `${CRUMB}/crumb-trade-2026-W46.pdf`,
    `${CRUMB}/data/trade-week.csv`,
    'snapshots/crumb/shop/trade/2026-W46.json',
    'pdf/crumb/shop/2026-W46.pdf',
    'state/snapshots/bada/shop/trade/2026-W46.json',
  ];
  const assets = (await listFiles(join(out, 'site', 'assets'))).map((path) => `site/assets/${path}`);
  for (const path of [...damage, ...assets]) await truncate(join(out, path), 40);
  await writeFile(join(out, 'artifacts', 'crumb.json'), '\0\0\0\0');
  await writeFile(join(out, 'site', 'crumb', 'shop', '2026-W46', 'left-over.html'), 'half');
  const whole = ['site', 'pdf', 'snapshots', 'state/snapshots'];
  const before = await fingerprint(published, whole);
  expect(await run(out, '2026-11-17T12:00:00Z')).toMatchObject({ status: 0 });
  expect(changedPaths(before, await fingerprint(out, whole))).toEqual([]);
});

test('Stored data that cannot be had from anywhere are told, and the page stays', async () => {
  const out = await fresh();
  await truncate(join(out, 'state/snapshots/crumb/shop/trade/2026-W46.json'), 40);
  const { status, stderr } = await run(out, '2026-11-17T12:00:00Z');
  expect(status).toBe(1);
  expect(stderr).toMatch(/crumb\/shop\/trade\/2026-W46: Its data, .*, are not as they were published/);
  expect(changedPaths(await fingerprint(published, ['site']), await fingerprint(out, ['site']))).toEqual([]);
});

test('A record that cannot be read costs its own edition: it is told, not listed, and not published again', async () => {
  const out = await fresh();
  const record = 'state/editions/crumb/shop/trade/2026-W46.json';
  await writeFile(join(out, record), Buffer.alloc(300));
  const { status, stderr } = await run(out, LATER);
  expect(status).toBe(1);
  expect(stderr).toContain('crumb/shop/trade/2026-W46: Its record cannot be read');
  const told = statuses(await readManifest(out));
  expect(told).toContain('bada/shop/trade/2026-W47 published');
  expect(told).toContain('crumb/shop/trade/2026-W47 published');
  expect(told.join()).not.toContain('crumb/shop/trade/2026-W46');
  expect(await readFile(join(out, 'site/crumb/shop/index.html'), 'utf8')).not.toContain('2026-W46');
});

test('A file that the archive has lost costs its edition on a fresh machine, and heals where the site still has it', async () => {
  const archive = await listFiles(join(published, 'state', 'archive'));
  const out = await warm();
  for (const path of archive) await writeFile(join(out, 'state', 'archive', path), '');
  expect(await run(out, '2026-11-17T12:00:00Z')).toMatchObject({ status: 0 });
  expect(
    changedPaths(await fingerprint(published, ['state/archive']), await fingerprint(out, ['state/archive'])),
  ).toEqual([]);

  const lost = await fresh();
  const page =
    (await readFile(join(lost, 'state/editions/crumb/shop/trade/2026-W46.json'), 'utf8')).match(
      /index\.html",\s*"sha256": "(\w+)"/,
    )?.[1] ?? '';
  await rm(join(lost, 'state/archive', page.slice(0, 2), page.slice(2)));
  const { stderr } = await run(lost, '2026-11-17T12:00:00Z');
  expect(stderr).toContain('crumb/shop/trade/2026-W46: ');
  expect(stderr).toContain('neither in the site nor in the archive');
  expect(await readFile(join(lost, 'site/crumb/shop/index.html'), 'utf8')).not.toContain('2026-W46');
  expect(await changedIn(lost, 'site/bada/shop/2026-W46')).toEqual([]);
});

test('A clock that is months ahead is refused before anything is done; one that went back publishes nothing', async () => {
  const out = await warm();
  const before = await fingerprint(out, ['site', 'state']);
  const ahead = await run(out, '2027-05-17T12:00:00Z');
  expect(ahead).toMatchObject({ status: 2 });
  expect(ahead.stderr).toContain('--accept-clock');
  expect(changedPaths(before, await fingerprint(out, ['site', 'state']))).toEqual([]);
  expect(await run(out, '2026-11-02T12:00:00Z')).toMatchObject({ status: 0 });
  // When the next run has something to do is told by the clock that there is.
  expect(changedPaths(before, await fingerprint(out, ['site', 'state']))).toEqual(['state/next.json']);
});

test('Two runs at once: the second waits, and finds that all is done', async () => {
  const out = await scratchFolder();
  const both = await Promise.all([run(out, FIRST), run(out, FIRST)]);
  expect(both.map(({ status }) => status)).toEqual([0, 0]);
  expect(both.map(({ stderr }) => stderr).join()).toContain('this one waits for it');
  expect(changedPaths(await fingerprint(published), await fingerprint(out))).toEqual([]);
});

test('The lists of versions that kept no files are read, and their editions come into the archive', async () => {
  const out = await warm();
  const root = join(out, 'state', 'editions');
  for (const brand of ['bada', 'crumb']) {
    const records = (await listFiles(join(root, brand))).map((path) => join(root, brand, path));
    const values = await Promise.all(records.map(async (path) => JSON.parse(await readFile(path, 'utf8')).value));
    const older = values.map(({ key, dueAt, title, headline, pdfPages, sha256 }) => ({
      key,
      dueAt,
      title,
      headline,
      pdfPages,
      sha256,
    }));
    await rm(join(root, brand), { recursive: true });
    await mkdir(root, { recursive: true });
    await writeFile(join(root, `${brand}.json`), JSON.stringify(older));
  }
  await rm(join(out, 'state', 'archive'), { recursive: true });
  expect(await run(out, '2026-11-17T12:00:00Z')).toMatchObject({ status: 0 });
  expect(await changedIn(out, CRUMB)).toEqual([]);
  const again = await fresh(out);
  expect(await run(again, LATER)).toMatchObject({ status: 0 });
  expect(await changedIn(again, CRUMB)).toEqual([]);
});
