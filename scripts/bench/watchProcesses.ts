import { readdir, readFile } from 'node:fs/promises';

export interface Watched {
  /** CPU seconds of the process and all that it started; null where there is no /proc. */
  readonly cpuSeconds: number | null;
  /** The most memory that the process itself held. */
  readonly peakMb: number | null;
}

const POLL_MS = 100;
const TICKS_PER_SECOND = 100;

/**
 * Watches a process and its descendants from now until it is told to stop. CPU time, unlike time, hardly depends on what
 * else the machine does. A process that ends between two looks is counted as of the last one.
 */
export function watchProcesses(root: number): { stop(): Promise<Watched> } {
  const ticks = new Map<number, number>();
  let peakMb: number | null = null;
  const look = async (): Promise<void> => {
    for (const { pid, used } of await treeOf(root)) ticks.set(pid, used);
    peakMb = (await peakOf(root)) ?? peakMb;
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, POLL_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      const sum = [...ticks.values()].reduce((all, used) => all + used, 0);
      return { cpuSeconds: ticks.size === 0 ? null : sum / TICKS_PER_SECOND, peakMb };
    },
  };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Ticks of CPU time so far. */
  readonly used: number;
}

async function treeOf(root: number): Promise<readonly Process[]> {
  const names = await readdir('/proc').catch(() => []);
  const read = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(processOf));
  const processes = read.filter((one) => one !== undefined);
  const tree: Process[] = processes.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...processes.filter(({ parent }) => parent === pid));
  return tree;
}

async function processOf(name: string): Promise<Process | undefined> {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The program's name is in brackets and may hold blanks: the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(name), parent: Number(fields[1]), used: Number(fields[11]) + Number(fields[12]) };
}

async function peakOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return peak === undefined ? null : Number(peak) / 1024;
}
