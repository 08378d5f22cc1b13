/** The inner side of a sandbox process: how it gets its jobs, and how it ends itself where nothing else ends them. */

import { ProblemsError } from '../lib/problem.ts';
import { Broken } from './broken.ts';
import { startCpuWatchdog } from './cpuWatchdog.ts';
import type { SandboxJob, SandboxResult, Stop } from './messages.ts';

/** How often it looks at what it holds: a function takes about a gigabyte of memory in a second. */
const LOOK_MS = 50;
/** Processor time for what should take some milliseconds. */
const MOST_CPU_MS = 5_000;

let looking: NodeJS.Timeout | undefined;
let cpuBefore: NodeJS.CpuUsage | undefined;

type Jobs = Readonly<Record<string, (given: never) => Promise<unknown>>>;

/**
 * Does one job after the other, until nobody wants them any more. With `mostCpuMs` the process is ended where a job
 * takes more processor time than that.
 */
export function serve(jobs: Jobs, { mostCpuMs }: { readonly mostCpuMs?: number } = {}): void {
  const watchdog = mostCpuMs === undefined ? undefined : startCpuWatchdog(mostCpuMs);
  process.on('message', async ({ job, given, mostBytes }: SandboxJob) => {
    startWatching(mostBytes);
    watchdog?.begin();
    try {
      const run = jobs[job] as ((given: unknown) => Promise<unknown>) | undefined;
      if (run === undefined) throw new Error(`There is no job "${job}".`);
      await tell({ made: await run(given) });
    } catch (error) {
      await tell(failure(error));
    } finally {
      clearInterval(looking);
      cpuBefore = undefined;
      watchdog?.end();
    }
  });
  // Whoever wanted its answers is gone; an ordinary end would wait for what it is at.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

function startWatching(mostBytes: number): void {
  looking = setInterval(() => {
    if (process.memoryUsage.rss() > mostBytes) giveUp('memory');
    if (cpuBefore === undefined) return;
    const { user, system } = process.cpuUsage(cpuBefore);
    if ((user + system) / 1000 > MOST_CPU_MS) giveUp('time');
  }, LOOK_MS);
}

/** Tells what is begun, so that it is known what the process was at when it ended. */
export function begin(at: string): void {
  void tell({ at });
}

/** The same of something that has to be done in `MOST_CPU_MS`. */
export function beginShort(at: string): void {
  void tell({ at });
  cpuBefore = process.cpuUsage();
}

/** Ends the process at once: what runs in another thread of it may hear of nothing. */
export function giveUp(stop: Stop): void {
  clearInterval(looking);
  process.send?.({ stop } satisfies SandboxResult, () => process.kill(process.pid, 'SIGKILL'));
}

/** Resolves when it is on its way. */
export function tell(answer: SandboxResult): Promise<void> {
  return new Promise((resolve) => {
    if (process.send?.(answer, () => resolve()) === undefined) resolve();
  });
}

function failure(error: unknown): SandboxResult {
  if (error instanceof ProblemsError) return { problems: error.problems, isBroken: error instanceof Broken };
  if (!(error instanceof Error)) return { bug: String(error), stack: '' };
  const { message, stack = '', code, path, syscall } = error as NodeJS.ErrnoException;
  return { bug: message, stack, ...(code === undefined ? {} : { system: { code, path, syscall } }) };
}
