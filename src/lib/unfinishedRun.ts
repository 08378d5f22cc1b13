import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles, readText, writeFileAtomic } from './files.ts';

/** Where a run's files lie; nothing else of the output folder is ours to clean. */
const FOLDERS = ['artifacts', 'audiences', 'extracts', 'mail', 'pdf', 'site', 'snapshots', 'state', 'warehouse'];
const HALF_DONE = /\.tmp$|\.unfinished(\.wal)?$/;
/** What beside these folders is ours. */
const HALF_DONE_BESIDE = /^(manifest\.json|unfinished)\.[\d-]+\.tmp$/;

/**
 * Marks an output folder as being worked on, and cleans up after a run that died in it: a run that comes to its end
 * takes its mark away. Returns what does so.
 */
export async function beginRun(outDir: string): Promise<() => Promise<void>> {
  const mark = join(outDir, 'unfinished');
  const owner = await readText(mark);
  if (owner !== undefined && !isAlive(Number(owner))) await removeHalfDone(outDir);
  await writeFileAtomic(mark, `${process.pid}\n`);
  return () => rm(mark, { force: true });
}

async function removeHalfDone(outDir: string): Promise<void> {
  await rm(join(outDir, 'staging'), { recursive: true, force: true });
  for (const name of (await readdir(outDir)).filter((name) => HALF_DONE_BESIDE.test(name)))
    await rm(join(outDir, name), { force: true });
  for (const folder of FOLDERS)
    for (const path of await listFiles(join(outDir, folder)))
      if (HALF_DONE.test(path)) await rm(join(outDir, folder, path), { force: true });
}

/** Whether another run is still at work on this machine: its half-done files are its own. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
