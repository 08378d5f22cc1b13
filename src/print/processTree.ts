import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hasCode } from '../lib/errorCode.ts';
import { isMissing } from '../lib/files.ts';

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  /** Time that it has been at work, its ended children included. */
  readonly cpuMs: number;
}

/**
 * The time that a process and all that it has started have been at work, in milliseconds; undefined where the system
 * does not tell. A machine that is busy with other things does not make it longer.
 */
export async function treeCpuMs(root: number): Promise<number | undefined> {
  const states = (await Promise.all((await pids()).map(stateOf))).filter((state) => state !== undefined);
  const children = Map.groupBy(states, ({ parent }) => parent);
  const tree = states.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree.length === 0 ? undefined : tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** The processes whose command line holds a text; where the system tells of them. */
export async function processesWith(text: string): Promise<readonly number[]> {
  const known = await pids();
  if (known.length === 0) return listedWith(text);
  const found = await Promise.all(
    known.map(async (pid) => ((await textOf(`/proc/${pid}/cmdline`)).includes(text) ? [pid] : [])),
  );
  return found.flat();
}

async function listedWith(text: string): Promise<readonly number[]> {
  if (process.platform === 'win32') return [];
  try {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command='], { maxBuffer: 2 ** 26 });
    return stdout.split('\n').flatMap((line) => (line.includes(text) ? [Number.parseInt(line, 10)] : []));
  } catch (error) {
    // A machine without ps, or with one that does not list so: nobody can say which processes there are.
    if (!hasCode(error, 'ENOENT') && !(error instanceof Error && 'code' in error && typeof error.code === 'number'))
      throw error;
    return [];
  }
}

async function pids(): Promise<readonly number[]> {
  try {
    return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch (error) {
    // Only Linux has it.
    if (!isMissing(error)) throw error;
    return [];
  }
}

/** The fields of /proc/<pid>/stat are counted after the name, which may hold anything. */
async function stateOf(pid: number): Promise<ProcessState | undefined> {
  const stat = await textOf(`/proc/${pid}/stat`);
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent, ticks] = [fields[1], fields.slice(11, 15).reduce((sum, value) => sum + value, 0)];
  return parent === undefined || stat === '' ? undefined : { pid, parent, cpuMs: ticks * TICK_MS };
}

/** A process that has ended meanwhile has nothing to say. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return '';
    throw error;
  });
}
