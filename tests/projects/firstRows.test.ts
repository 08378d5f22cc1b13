/** Nobody was counting before the first row: neither editions nor rows of blocks are of periods before it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { broadsheet, copyOfProject, readManifest, scratchFolder, statuses } from '../support/broadsheet.ts';

const TINY = join(import.meta.dirname, 'tiny');

async function stages(out: string, now: string): Promise<string> {
  const said: string[] = [];
  for (const stage of ['pull', 'build', 'compose']) {
    const { status, stdout, stderr } = await broadsheet([stage, '--project', TINY, '--out', out, '--now', now]);
    expect(status, stderr).toBe(0);
    said.push(stdout, stderr);
  }
  return said.join('');
}

test('A period that was over before the first row has no edition, stage by stage', async () => {
  const out = await scratchFolder();
  // The first sale is of 10 November 2025.
  const said = await stages(out, '2025-11-10T12:00:00Z');
  expect(said).toContain('crumb/kitchen/range/2025-10: its data begin on 2025-11-10, after 2025-10-31. No edition.');
  expect(statuses(await readManifest(out))).toEqual([]);
});

test('The first period that has a row has an edition, and no row of its blocks is of a period before', async () => {
  const out = await scratchFolder();
  await stages(out, '2025-12-01T12:00:00Z');
  const { editions } = await readManifest(out);
  const ids = editions.map(({ id }) => id);
  expect(ids).toContain('crumb/kitchen/range/2025-11');
  const periods = async (folder: string, name: string) => {
    const text = await readFile(join(out, 'site', 'crumb', folder, 'data', `${name}.csv`), 'utf8');
    const rows = parse(text, { bom: true, columns: true }) as readonly Record<string, string>[];
    return [...new Set(rows.map(({ period }) => period))];
  };
  // Whole, split by a dimension, and at two grains.
  expect(await periods('shop/2025-W48', 'trade-week')).toEqual(['2025-11-10', '2025-11-17', '2025-11-24']);
  expect(await periods('shop/2025-W48', 'shops-week')).toEqual(['2025-11-10', '2025-11-17', '2025-11-24']);
  expect(await periods('kitchen/range/2025-11', 'range-month')).toEqual(['2025-11-01']);
  expect(await periods('kitchen/range/2025-11', 'totals-month')).toEqual(['2025-11-01']);
});

test('A brand that has no row at all yet is held, and looked at again a day later, not by every tick of a cron', async () => {
  const project = await copyOfProject('tiny');
  const out = await scratchFolder();
  for (const file of ['sales-2025.csv', 'sales-2026.csv']) {
    const path = join(project, 'data', file);
    const [header = ''] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${header}\n`);
  }
  const now = '2026-11-25T12:00:00Z';
  const { status } = await broadsheet(['run', '--no-deliver', '--project', project, '--out', out, '--now', now]);
  expect(status).toBe(1);
  expect(statuses(await readManifest(out))).toEqual([
    'bada/shop/trade/2026-W47 held',
    'crumb/kitchen/range/2026-10 held',
    'crumb/shop/trade/2026-W47 held',
  ]);
  const next = JSON.parse(await readFile(join(out, 'state', 'next.json'), 'utf8'));
  expect(next).toMatchObject({ hasOpenEditions: false, dueAt: '2026-11-26T12:00:00.000Z' });
});
