/** Nothing goes out wrong in silence: gates that hold an edition, brands that fail alone. */
import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJson } from '../../src/lib/files.ts';
import type { Manifest, Snapshot } from '../../src/types.ts';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  readManifest,
  scratchFolder,
  statuses,
} from '../support/broadsheet.ts';

const LAST_WEEK = '2026-11-16T12:00:00Z';
const NOW = '2026-11-23T12:00:00Z';

async function begin(): Promise<{ readonly project: string; readonly out: string }> {
  return { project: await copyOfProject('tiny'), out: await scratchFolder() };
}

function run(
  { project, out }: { readonly project: string; readonly out: string },
  now: string,
  ...args: readonly string[]
) {
  return broadsheet(['run', '--project', project, '--out', out, '--now', now, '--rebuild', ...args]);
}

async function change(project: string, file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(project, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  await writeFile(
    join(project, file),
    text.replace(from, () => to),
  );
}

function editionOf({ editions }: Manifest, id: string) {
  return editions.find((edition) => edition.id === id);
}

test('A check of severity error that fails holds its edition; the last good one stays on the site', async () => {
  const place = await begin();
  const crumb = ['--brand', 'crumb', '--report', 'trade'];
  expect(await run(place, LAST_WEEK, ...crumb)).toMatchObject({ status: 0 });
  const before = await fingerprint(place.out, ['site', 'pdf', 'mail']);

  await appendFile(
    join(place.project, 'data', 'sales-2026.csv'),
    '2026-11-21 10:00:00,crumb,Harbour,Bun,2,-4.70,g07\n',
  );
  const { status, stderr } = await run(place, NOW, ...crumb);
  expect(status).toBe(1);
  expect(stderr).toContain('prices_are_positive');
  const manifest = await readManifest(place.out);
  const held = editionOf(manifest, 'crumb/shop/trade/2026-W47');
  expect(held).toMatchObject({ status: 'held', html: null, pdf: null, reused: false });
  expect(held?.reasons.join()).toContain('Nothing is sold for less than nothing.');
  expect(manifest.checks.find(({ check }) => check === 'prices_are_positive')).toMatchObject({
    failures: 1,
    brand: 'crumb',
  });
  expect(manifest.deliveries).toEqual([]);
  expect(changedPaths(before, await fingerprint(place.out, ['site', 'pdf', 'mail']))).toEqual([]);

  await change(place.project, 'data/sales-2026.csv', ',-4.70,', ',4.70,');
  expect(await run(place, NOW, ...crumb)).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(place.out))).toEqual(['crumb/shop/trade/2026-W47 published']);
});

test('What a mart declares about its columns is judged for every report that rests on it, whether or not it names a check', async () => {
  const place = await begin();
  const notes =
    'columns:\n  quantity: {description: Pieces., at_least: 1}\n  product: {description: What., values: [Bun], severity: warn}\n';
  await writeFile(join(place.project, 'queries/marts/sales.yml'), notes);
  const bada = ['--brand', 'bada'];
  expect(await run(place, NOW, ...bada)).toMatchObject({ status: 0 });
  const page = await readFile(join(place.out, 'site/bada/shop/2026-W47/index.html'), 'utf8');
  expect(page).toContain('sales: product is one of Bun');

  await appendFile(join(place.project, 'data', 'sales-2026.csv'), '2026-11-21 10:00:00,bada,Harbour,Bun,0,4.70,g07\n');
  expect(await run(place, NOW, ...bada)).toMatchObject({ status: 1 });
  const { reasons } = editionOf(await readManifest(place.out), 'bada/shop/trade/2026-W47') ?? {};
  expect(reasons?.join()).toContain('sales: quantity is at least 1');
});

test('A published edition whose new data break a check stays as it was, and the run says so', async () => {
  const place = await begin();
  const crumb = ['--brand', 'crumb', '--report', 'trade'];
  expect(await run(place, NOW, ...crumb)).toMatchObject({ status: 0 });
  const before = await fingerprint(place.out, ['site', 'pdf', 'mail', 'snapshots', 'state']);
  await appendFile(
    join(place.project, 'data', 'sales-2026.csv'),
    '2026-11-21 10:00:00,crumb,Harbour,Bun,2,-4.70,g07\n',
  );
  expect(await run(place, NOW, ...crumb)).toMatchObject({ status: 1 });
  expect(statuses(await readManifest(place.out))).toEqual(['crumb/shop/trade/2026-W47 held']);
  expect(changedPaths(before, await fingerprint(place.out, ['site', 'pdf', 'mail', 'snapshots', 'state']))).toEqual([]);
});

test('Data past the error limit of their freshness hold the edition; late data are shown as late', async () => {
  const place = await begin();
  const crumb = ['--brand', 'crumb', '--report', 'trade'];
  await change(place.project, 'queries/sources/till.yml', 'warn: 3d, error: 70d', 'warn: 1h, error: 6d');
  const late = await run(place, '2026-11-26T12:00:00Z', ...crumb);
  expect(late).toMatchObject({ status: 0 });
  const page = await readFile(join(place.out, 'site/crumb/shop/2026-W47/index.html'), 'utf8');
  const snapshot = await readFile(join(place.out, 'snapshots/crumb/shop/trade/2026-W47.json'), 'utf8');
  expect(JSON.parse(snapshot)).toMatchObject({ asOf: [{ source: 'till', state: 'late' }] });
  expect(page).toContain('till');

  expect(await run(place, '2026-11-30T12:00:00Z', ...crumb)).toMatchObject({ status: 1 });
  const held = editionOf(await readManifest(place.out), 'crumb/shop/trade/2026-W48');
  expect(held?.status).toBe('held');
  expect(held?.reasons.join()).toMatch(/till.*as of 2026-11-2\d/);
  expect(await readFile(join(place.out, 'site/crumb/shop/2026-W47/index.html'), 'utf8')).toBe(page);
});

test('A check of severity warn that fails shows a badge on the page and holds nothing', async () => {
  const place = await begin();
  expect(await run(place, NOW, '--brand', 'crumb', '--report', 'trade')).toMatchObject({ status: 0 });
  const page = await readFile(join(place.out, 'site/crumb/shop/2026-W47/index.html'), 'utf8');
  expect(page).toContain('No line of a receipt has more than eleven pieces.');
  expect(page).not.toContain('Nothing is sold for less than nothing.');
});

test('A brand whose files are missing is held alone; the other brand is published', async () => {
  const place = await begin();
  const till = await readFile(join(place.project, 'queries/sources/till.yml'), 'utf8');
  await writeFile(
    join(place.project, 'queries/sources/till.yml'),
    till.replace('brand_column: brand', 'brands: [crumb]'),
  );
  const own = till.replace('brand_column: brand', 'brands: [bada]').replace('data/sales-*.csv', 'data/bada-*.csv');
  await writeFile(join(place.project, 'queries/sources/stall.yml'), own);
  await change(
    place.project,
    'queries/staging/stg_till_sale.sql',
    'from till.sale',
    'from (from till.sale union all from stall.sale)',
  );
  const { status, stderr } = await run(place, NOW, '--report', 'trade');
  expect(status).toBe(1);
  expect(stderr).toContain('bada-*.csv');
  const manifest = await readManifest(place.out);
  expect(statuses(manifest)).toEqual(['bada/shop/trade/2026-W47 held', 'crumb/shop/trade/2026-W47 published']);
  expect(editionOf(manifest, 'bada/shop/trade/2026-W47')?.reasons.join()).toContain('data/bada-*.csv');
});

test('A source that cannot be pulled any more leaves its last extract: the edition comes out, and the reason is told', {
  timeout: 180_000,
}, async () => {
  const place = await begin();
  expect(await run(place, LAST_WEEK, '--brand', 'bada')).toMatchObject({ status: 0 });
  const away = await scratchFolder();
  const files = ['sales-2025.csv', 'sales-2026.csv'];
  for (const file of files) {
    await cp(join(place.project, 'data', file), join(away, file));
    await rm(join(place.project, 'data', file));
  }
  const { status, stderr } = await run(place, NOW, '--brand', 'bada');
  expect(status).toBe(1);
  expect(stderr).toContain('No file of the project');
  const published = editionOf(await readManifest(place.out), 'bada/shop/trade/2026-W47');
  expect(published).toMatchObject({ status: 'published' });
  expect(published?.reasons.join()).toContain('could not be pulled');
  const isProvisional = async () =>
    (await readJson<Snapshot>(join(place.out, 'snapshots/bada/shop/trade/2026-W47.json')))?.isProvisional;
  expect(await isProvisional()).toBe(true);

  // The pull goes well again and brings not one other row: its days count by then.
  for (const file of files) await cp(join(away, file), join(place.project, 'data', file));
  expect(await run(place, NOW, '--brand', 'bada')).toMatchObject({ status: 0 });
  expect(await isProvisional()).toBeUndefined();
});
