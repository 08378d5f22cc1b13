import { link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMissing, listFiles, readText } from './files.ts';
import { ProblemsError } from './problem.ts';

/** Where a run's files lie; nothing else of the output folder is ours to clean. */
const FOLDERS = ['artifacts', 'audiences', 'extracts', 'mail', 'pdf', 'site', 'snapshots', 'state', 'warehouse'];
const HALF_DONE = /\.tmp$|\.unfinished(\.wal)?$/;
/** What beside these folders is ours. */
const HALF_DONE_BESIDE = /^manifest\.json\.[\d-]+\.tmp$|^run\.lock\.[\d-]+$/;

const POLL_MS = 250;
/** A run of hours is followed by the next one all the same: whoever waits longer than this leaves, with a message. */
const WAIT_MS = 30 * 60_000;

/** Who holds an output folder. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the system counts it: a number that came up again is another process. */
  readonly started: string;
}

/**
 * Takes an output folder for one run: two at once would send mails twice and rename each other's files. Waits where
 * another run is at work in it, and cleans up after one that died in it. Returns what gives the folder back. Throws
 * ProblemsError where the other run does not end in half an hour.
 */
export async function lockOutput(
  outDir: string,
  { onWait, waitMs = WAIT_MS }: { readonly onWait: (message: string) => void; readonly waitMs?: number },
): Promise<() => Promise<void>> {
  const path = join(outDir, 'run.lock');
  await mkdir(outDir, { recursive: true });
  const self: Owner = { pid: process.pid, host: hostname(), started: (await startOf(process.pid)) ?? '' };
  let isInherited = false;
  for (let waited = 0; !(await create(path, self)); ) {
    const owner = ownerOf(await readText(path));
    if (owner === undefined || !(await isAtWork(owner))) {
      await takeOver(path);
      isInherited = true;
      continue;
    }
    if (waited === 0) onWait(`Another run (process ${owner.pid}) is at work in ${outDir}: this one waits for it.`);
    if (waited >= waitMs) throw stillBusy(path, owner);
    await sleep(POLL_MS);
    waited += POLL_MS;
  }
  if (isInherited) await removeHalfDone(outDir);
  return () => rm(path, { force: true });
}

function stillBusy(path: string, { pid, host }: Owner): ProblemsError {
  return new ProblemsError([
    {
      file: path,
      message: `Another run (process ${pid} on ${host}) is still at work here, so this one did nothing.`,
      hint: 'Wait for it or end it; remove the file if there is no such process.',
    },
  ]);
}

/** Whether the lock is ours now: a name is linked once, and the file behind it is whole before it has the name. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const own = `${path}.${process.pid}-0`;
  await writeFile(own, JSON.stringify(owner));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

let taken = 0;

/** A lock that nobody holds is moved aside first: of two that find it, one moves it. */
async function takeOver(path: string): Promise<void> {
  taken += 1;
  const aside = `${path}.${process.pid}-${taken}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const owner = ownerOf(await readText(aside));
  // Between the look and the move another run may have taken it: it gets it back.
  if (owner !== undefined && (await isAtWork(owner))) await link(aside, path);
  await rm(aside, { force: true });
}

function ownerOf(text: string | undefined): Owner | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<Owner> | null;
    return typeof value?.pid === 'number' ? { host: '', started: '', ...value, pid: value.pid } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Of another machine nothing is known: what it holds, it holds. */
async function isAtWork({ pid, host, started }: Owner): Promise<boolean> {
  if (host !== hostname()) return host !== '';
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return started === ((await startOf(pid)) ?? '');
}

/** The 22nd field of /proc/<pid>/stat, counted after the name, which may hold spaces; undefined where there is no /proc. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

async function removeHalfDone(outDir: string): Promise<void> {
  await rm(join(outDir, 'staging'), { recursive: true, force: true });
  for (const name of (await readdir(outDir)).filter((name) => HALF_DONE_BESIDE.test(name)))
    await rm(join(outDir, name), { force: true });
  for (const folder of FOLDERS)
    for (const path of await listFiles(join(outDir, folder)))
      if (HALF_DONE.test(path)) await rm(join(outDir, folder, path), { force: true });
}
