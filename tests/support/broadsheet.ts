import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { listFiles, readJson } from '../../src/lib/files.ts';
import { sha256 } from '../../src/lib/hash.ts';
import type { Manifest, ManifestEdition } from '../../src/types.ts';

export const REPOSITORY = join(import.meta.dirname, '..', '..');
const CLI = join(REPOSITORY, 'src', 'cli.ts');
const COMPILED = join(tmpdir(), 'broadsheet-compiled');

export interface Call {
  readonly cwd?: string;
  /** Beside the machine's own; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Kill the process after so many milliseconds, as a machine that loses its power would. */
  readonly killAfterMs?: number;
  /** Is given what kills the process, once it has begun. */
  readonly onStart?: (kill: () => void) => void;
}

export interface Exit {
  /** `null` where it was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a person calls it, in a process of its own; what the machine's own mail server is stays unknown to it. */
export function broadsheet(args: readonly string[], { cwd, env, killAfterMs, onStart }: Call = {}): Promise<Exit> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: cwd ?? REPOSITORY,
      // Compiled once for all the calls of all tests.
      env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, BROADSHEET_SMTP_URL: undefined, CI: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    onStart?.(() => child.kill('SIGKILL'));
    child.on('error', fail);
    child.on('close', (status) => {
      clearTimeout(timer);
      done({ status, stdout, stderr });
    });
  });
}

const scratch: string[] = [];
afterAll(async () => {
  for (const folder of scratch.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** An empty folder that is gone when the file's tests are done. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-test-'));
  scratch.push(folder);
  return folder;
}

/** A copy of tests/projects/<name>, to be changed at will. */
export async function copyOfProject(name: string): Promise<string> {
  const folder = join(await scratchFolder(), name);
  await cp(join(REPOSITORY, 'tests', 'projects', name), folder, { recursive: true });
  return folder;
}

/** What people see of a run: sha256 of every file below these folders, by its path. */
export async function fingerprint(
  out: string,
  folders: readonly string[] = ['snapshots', 'site', 'pdf', 'mail'],
): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const folder of folders)
    for (const path of await listFiles(join(out, folder)))
      hashes[`${folder}/${path}`] = sha256(await readFile(join(out, folder, path)));
  return hashes;
}

/** When each file below these folders was last written. */
export async function writeTimes(
  out: string,
  folders: readonly string[] = ['snapshots', 'site', 'pdf', 'mail'],
): Promise<Readonly<Record<string, number>>> {
  const times: Record<string, number> = {};
  for (const folder of folders)
    for (const path of await listFiles(join(out, folder)))
      times[`${folder}/${path}`] = (await stat(join(out, folder, path))).mtimeMs;
  return times;
}

/** Paths whose values differ, or that only one of the two has. Sorted. */
export function changedPaths<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>) {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.filter((path) => before[path] !== after[path]);
}

export async function readManifest(out: string): Promise<Manifest> {
  const manifest = await readJson<Manifest>(join(out, 'manifest.json'));
  if (manifest === undefined) throw new Error(`There is no manifest in ${out}.`);
  return manifest;
}

/** "id status", in the manifest's order. */
export function statuses({ editions }: Pick<Manifest, 'editions'>): readonly string[] {
  return editions.map(({ id, status }: ManifestEdition) => `${id} ${status}`);
}
