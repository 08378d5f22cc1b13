/** Killed at any moment, the next run ends where a run ends that was never killed. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readJson, writeFileAtomic } from '../../src/lib/files.ts';
import type { ExtractManifest } from '../../src/types.ts';
import { broadsheet, changedPaths, copyOfProject, fingerprint, scratchFolder } from '../support/broadsheet.ts';

const NOW = '2026-11-23T12:00:00Z';
const SEEN = ['snapshots', 'site', 'pdf', 'mail', 'state', 'extracts'];

/** Pseudo-random numbers from 0 to 1, the same on each run of the test (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function run(project: string, out: string, killAfterMs?: number) {
  const call = ['run', '--rebuild', '--project', project, '--out', out, '--now', NOW];
  return broadsheet(call, killAfterMs === undefined ? {} : { killAfterMs });
}

/** How long a run takes on this machine, so that kills fall all over it, however fast it is. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Which rows the extracts hold, whatever files they lie in. */
async function rowsOf(out: string) {
  const paths = (await listFiles(join(out, 'extracts'))).filter((path) => path.endsWith('manifest.json'));
  const manifests = await Promise.all(paths.map((path) => readJson<ExtractManifest>(join(out, 'extracts', path))));
  return manifests.map((manifest) => ({ brand: manifest?.brand, rows: manifest?.rows, hash: manifest?.rowsHash }));
}

/** What a run leaves behind while it works, and no longer than that. */
async function leftovers(out: string): Promise<readonly string[]> {
  const paths = await listFiles(out);
  return paths.filter((path) => /\.tmp$|unfinished|run\.lock|^staging\/|\.wal$|crdownload/.test(path));
}

/** What a kill in the middle of a write leaves, which is over too fast to be hit by chance: as a run that is no more. */
async function leaveHalfDone(out: string): Promise<void> {
  const paths = [
    'site/index.html.1-7.tmp',
    'state/editions/crumb.json.1-8.tmp',
    'extracts/till/sale/bada/x.parquet.tmp',
    'manifest.json.1-9.tmp',
  ];
  for (const path of paths) await writeFileAtomic(join(out, path), 'half');
  const owner = { pid: 999_999_999, host: hostname(), started: '1' };
  await writeFileAtomic(join(out, 'run.lock'), JSON.stringify(owner));
}

test('Killed at several moments and run again: the same files as never killed, and nothing half-done is left', {
  timeout: 240_000,
}, async () => {
  const random = randomFrom(20261123);
  const project = await copyOfProject('tiny');
  const [sound, killed] = [await scratchFolder(), await scratchFolder()];
  const durationMs = await timed(() => run(project, sound));

  for (let kill = 0; kill < 3; kill += 1) {
    await run(project, killed, Math.round(durationMs * (0.3 + 0.7 * random())));
  }
  await leaveHalfDone(killed);
  expect(await run(project, killed)).toMatchObject({ status: 0 });
  expect(changedPaths(await fingerprint(sound, SEEN), await fingerprint(killed, SEEN))).toEqual([]);
  expect(await leftovers(killed)).toEqual([]);

  await appendFile(join(project, 'data', 'sales-2026.csv'), '2026-11-20 10:00:00,bada,성수,파이,2,14400,g07\n');
  const changeMs = await timed(() => run(project, sound));
  for (let kill = 0; kill < 2; kill += 1) {
    await run(project, killed, Math.round(changeMs * (0.3 + 0.7 * random())));
  }
  expect(await run(project, killed)).toMatchObject({ status: 0 });
  expect(changedPaths(await fingerprint(sound, SEEN), await fingerprint(killed, SEEN))).toEqual([]);
  expect(await leftovers(killed)).toEqual([]);
});

test('Killed after new data were worked on, and run again with the old data: nothing of the new stays', {
  timeout: 240_000,
}, async () => {
  const project = await copyOfProject('tiny');
  const out = await scratchFolder();
  const durationMs = await timed(() => run(project, out));
  const before = await fingerprint(out, SEEN);
  const rows = await rowsOf(out);
  expect(rows.length).toBeGreaterThan(1);
  const file = join(project, 'data', 'sales-2026.csv');
  const old = await readFile(file, 'utf8');
  for (const moment of [0.55, 0.75]) {
    await appendFile(file, '2026-11-20 10:00:00,crumb,Harbour,Bun,2,4.70,g07\n');
    await run(project, out, Math.round(durationMs * moment));
    await writeFile(file, old);
    expect(await run(project, out)).toMatchObject({ status: 0 });
    // How an extract's rows lie in files depends on the pulls that there have been; which they are does not.
    const changed = changedPaths(before, await fingerprint(out, SEEN));
    expect(changed.filter((path) => !path.startsWith('extracts/'))).toEqual([]);
    expect(await rowsOf(out)).toEqual(rows);
  }
});
