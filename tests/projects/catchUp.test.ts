/** Editions follow from the calendar, and what was published stays: weeks that were missed, fresh machines, single brands. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  readManifest,
  scratchFolder,
  statuses,
  writeTimes,
} from '../support/broadsheet.ts';

const FIRST = '2026-10-26T12:00:00Z';
const LATER = '2026-11-23T12:00:00Z';
const WEEKS = ['2026-W44', '2026-W45', '2026-W46', '2026-W47'];

let project = '';
let out = '';
let first: { readonly bytes: Readonly<Record<string, string>>; readonly times: Readonly<Record<string, number>> };

function run(outDir: string, now: string, ...args: readonly string[]) {
  return broadsheet(['run', '--project', project, '--out', outDir, '--now', now, ...args]);
}

beforeAll(async () => {
  project = await copyOfProject('tiny');
  // Data that become late would be a reason to make an edition again.
  const source = join(project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/ +freshness:.*\n/, ''));
  out = await scratchFolder();
  expect(await run(out, FIRST)).toMatchObject({ status: 0 });
  first = { bytes: await fingerprint(out), times: await writeTimes(out) };
});

test('Four weeks after the first run, the four editions that were missed come out, and the earlier ones stay as they were', async () => {
  expect(statuses(await readManifest(out))).toEqual([
    'bada/shop/trade/2026-W43 published',
    'crumb/kitchen/range/2026-09 published',
    'crumb/shop/trade/2026-W43 published',
  ]);
  expect(await run(out, LATER)).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(out))).toEqual([
    ...WEEKS.map((week) => `bada/shop/trade/${week} published`),
    'crumb/kitchen/range/2026-10 published',
    ...WEEKS.map((week) => `crumb/shop/trade/${week} published`),
  ]);
  const rewritten = changedPaths(first.times, await writeTimes(out)).filter((path) => path in first.times);
  // The lists that lead to the editions, and nothing of an edition.
  expect(rewritten.filter((path) => !/^site\/([a-z]+\/){0,3}index\.html$/.test(path))).toEqual([]);
  const page = await readFile(join(out, 'site', 'crumb', 'shop', 'index.html'), 'utf8');
  for (const week of ['2026-W43', ...WEEKS]) expect(page).toContain(`${week}/`);
});

test('A fresh machine that has only the state makes the earlier editions again, to the byte', async () => {
  const fresh = await scratchFolder();
  await cp(join(out, 'state'), join(fresh, 'state'), { recursive: true });
  expect(await run(fresh, LATER)).toMatchObject({ status: 0 });
  const seen = ['site', 'state'];
  expect(changedPaths(await fingerprint(out, seen), await fingerprint(fresh, seen))).toEqual([]);
  // Beside the site it has what its manifest names, and not the past.
  const made = await fingerprint(out, ['snapshots', 'pdf']);
  for (const [path, hash] of Object.entries(await fingerprint(fresh, ['snapshots', 'pdf'])))
    expect(made[path], path).toBe(hash);
  expect(
    statuses(await readManifest(fresh)).every((line) => line.endsWith(' published') || line.endsWith(' unchanged')),
  ).toBe(true);
});

test('A run for one brand leaves the other brand in the lists, and its pages alone', async () => {
  const before = await fingerprint(out);
  expect(await run(out, '2026-11-30T12:00:00Z', '--brand', 'crumb')).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(out))).toEqual([
    'crumb/kitchen/range/2026-10 unchanged',
    'crumb/shop/trade/2026-W48 published',
  ]);
  const changed = changedPaths(before, await fingerprint(out));
  expect(changed.filter((path) => path.includes('bada'))).toEqual([]);
  expect(await readFile(join(out, 'site', 'index.html'), 'utf8')).toContain('bada/index.html');
});

test('A run at the same time, or a late one in the same week, brings out nothing new', async () => {
  expect(await run(out, '2026-11-30T12:00:00Z')).toMatchObject({ status: 0 });
  const before = await fingerprint(out);
  expect(await run(out, '2026-12-01T23:00:00Z')).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(out))).toEqual([
    'bada/shop/trade/2026-W48 unchanged',
    'crumb/kitchen/range/2026-11 published',
    'crumb/shop/trade/2026-W48 unchanged',
  ]);
  expect(changedPaths(before, await fingerprint(out)).filter((path) => path.includes('2026-W'))).toEqual([]);
});
