import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../lib/errorCode.ts';
import { isMissing } from '../lib/files.ts';
import { processesWith } from './processTree.ts';

const NAME = 'browser-';
const END_MS = 5_000;
const POLL_MS = 50;

/** Makes a folder for a browser's profile, whose name tells which process it belongs to. */
export async function newProfile(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return mkdtemp(join(folder, `${NAME}${process.pid}-`));
}

/** A browser may write to its profile to the last moment. */
export async function removeProfile(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: POLL_MS });
}

/**
 * Ends the browsers that runs left which were killed, and removes their profiles: those whose command line names a
 * profile below `folder`, of a process that is no more. To be called by the one run that works in the folder.
 */
export async function endOrphanedBrowsers(folder: string): Promise<void> {
  const isOwn = (name: string): boolean => name.startsWith(`${NAME}${process.pid}-`);
  const prefix = `--user-data-dir=${join(folder, NAME)}`;
  const own = await processesWith(`--user-data-dir=${join(folder, `${NAME}${process.pid}-`)}`);
  const orphans = (await processesWith(prefix)).filter((pid) => !own.includes(pid));
  for (const pid of orphans) end(pid);
  for (let waited = 0; waited < END_MS && orphans.some(isThere); waited += POLL_MS) await sleep(POLL_MS);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names.filter((name) => name.startsWith(NAME) && !isOwn(name)))
    await removeProfile(join(folder, name));
}

/** Ends a browser with all its processes: one that is busy with a page would go on without it. */
export function endBrowser(browser: { process(): { readonly pid?: number | undefined } | null }): void {
  const pid = browser.process()?.pid;
  // It leads a group of its own where there are such.
  if (pid !== undefined) end(process.platform === 'win32' ? pid : -pid);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}

/** It has gone by itself or with the one that had started it, and its number may be another user's by now. */
function isGone(error: unknown): boolean {
  return hasCode(error, 'ESRCH', 'EPERM');
}
