/** What a machine that has only the state of the last run costs, and a run that has nothing to do, by the editions there are. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readJson } from '../../src/lib/files.ts';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  REPOSITORY,
  scratchFolder,
} from '../support/broadsheet.ts';
import { addEarlier } from '../support/earlierEditions.ts';

const [FIRST, LATER] = ['2026-11-16T12:00:00Z', '2026-11-17T12:00:00Z'];
const EDITION = 'crumb/shop/trade/2026-W46';
const [FEW, MANY] = [10, 60];

interface Counts {
  readonly opened: number;
  readonly made: number;
  readonly renamed: number;
  readonly flushed: number;
  readonly bytesRead: number;
}

let project = '';
let published = '';

beforeAll(async () => {
  project = await copyOfProject('tiny');
  const source = join(project, 'queries', 'sources', 'till.yml');
  await writeFile(source, (await readFile(source, 'utf8')).replace(/ +freshness:.*\n/, ''));
  published = await scratchFolder();
  expect(await run(published, { now: FIRST })).toMatchObject({ status: 0 });
});

function run(
  out: string,
  { now = LATER, env, killAfterMs }: { now?: string; env?: Record<string, string>; killAfterMs?: number } = {},
) {
  const call = ['run', '--project', project, '--out', out, '--now', now, '--no-deliver'];
  return broadsheet(call, { ...(env && { env }), ...(killAfterMs !== undefined && { killAfterMs }) });
}

/** A machine that has nothing but a state in which there are so many editions more. */
async function fresh(count: number) {
  const out = await scratchFolder();
  await cp(join(published, 'state'), join(out, 'state'), { recursive: true });
  return { out, each: await addEarlier(out, { id: EDITION, count }) };
}

async function counted(out: string): Promise<Counts> {
  const told = join(await scratchFolder(), 'counts.json');
  const preload = `--import ${join(REPOSITORY, 'tests', 'support', 'countFiles.mjs')}`;
  const { status, stderr } = await run(out, { env: { NODE_OPTIONS: preload, COUNT_FILES: told, COUNT_BELOW: out } });
  expect(status, stderr).toBe(0);
  const counts = await readJson<Counts>(told);
  if (counts === undefined) throw new Error('Nothing was counted.');
  return counts;
}

/** What one edition more costs: in whole calls, since one or two of a run depend on how fast the machine is. */
function perEdition(few: Counts, many: Counts): Counts {
  const of = (name: keyof Counts): number => (many[name] - few[name]) / (MANY - FEW);
  const whole = (name: keyof Counts): number => Math.round(of(name));
  return {
    ...{ opened: whole('opened'), made: whole('made'), renamed: whole('renamed') },
    ...{ flushed: whole('flushed'), bytesRead: of('bytesRead') },
  };
}

test('With nothing due, an edition more costs its files once: read from the archive, held against their hashes, laid out', async () => {
  const [few, many] = [await fresh(FEW), await fresh(MANY)];
  const { files, bytes } = many.each;
  const first = perEdition(await counted(few.out), await counted(many.out));
  // Its record and its data are read beside its files.
  expect(first.opened).toBeLessThanOrEqual(files + 2);
  expect(first.bytesRead).toBeLessThanOrEqual(bytes * 1.02);
  expect(first.made).toBe(files);
  expect(first).toMatchObject({ renamed: 0, flushed: 0 });

  const second = perEdition(await counted(few.out), await counted(many.out));
  expect(second.opened).toBeLessThanOrEqual(files + 2);
  expect(second.bytesRead).toBeLessThanOrEqual(bytes * 1.02);
  expect(second).toMatchObject({ made: 0, renamed: 0, flushed: 0 });
});

test('Killed while it lays the site out, it has the same bytes after the next run', { timeout: 240_000 }, async () => {
  const [sound, killed] = [await fresh(FEW), await fresh(FEW)];
  const start = performance.now();
  expect(await run(sound.out)).toMatchObject({ status: 0 });
  const durationMs = performance.now() - start;
  for (const part of [0.5, 0.8, 0.95]) await run(killed.out, { killAfterMs: Math.round(durationMs * part) });
  // What a kill in the middle of a write leaves.
  await writeFile(join(killed.out, 'site', 'crumb', 'shop', '2020-N0003', 'index.html'), '<!doctype');
  expect(await run(killed.out)).toMatchObject({ status: 0 });
  const seen = ['site', 'pdf', 'snapshots', 'state'];
  expect(changedPaths(await fingerprint(sound.out, seen), await fingerprint(killed.out, seen))).toEqual([]);
});
