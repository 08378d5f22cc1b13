import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Measured {
  readonly seconds: number;
  /** Of the engine's own process; the browser's are others. */
  readonly cpuSeconds: number | null;
  /** The most memory that the engine's process held; null where there is no /proc. */
  readonly peakMb: number | null;
}

const POLL_MS = 50;
const TICKS_PER_SECOND = 100;

/** Runs the command line in a process of its own. Throws with what it said where it does not end well. */
export async function measure(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Measured> {
  const cli = join(import.meta.dirname, '../../src/cli.ts');
  const start = performance.now();
  const child = spawn(process.execPath, [cli, ...args, '--quiet'], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = new Promise<number | null>((done) => {
    child.on('close', done);
  });
  let [peakMb, cpuSeconds]: [number | null, number | null] = [null, null];
  while (child.exitCode === null && child.signalCode === null) {
    peakMb = (await peakOf(child.pid)) ?? peakMb;
    cpuSeconds = (await cpuOf(child.pid)) ?? cpuSeconds;
    await Promise.race([ended, sleep(POLL_MS)]);
  }
  const seconds = (performance.now() - start) / 1000;
  if ((await ended) !== 0) throw new Error(`broadsheet ${args.join(' ')} ended badly:\n${said}`);
  return { seconds, cpuSeconds, peakMb };
}

async function peakOf(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return peak === undefined ? null : Number(peak) / 1024;
}

async function cpuOf(pid: number | undefined): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The program's name is in brackets and may hold blanks: the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks / TICKS_PER_SECOND : null;
}

/** The run that took the least time: on a machine that does other things too, the least disturbed one. */
export function best(runs: readonly Measured[]): Measured {
  const [first] = [...runs].sort((a, b) => a.seconds - b.seconds);
  if (first === undefined) throw new Error('Nothing was measured.');
  return first;
}
