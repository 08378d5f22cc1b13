import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Watched, watchProcesses } from './watchProcesses.ts';

export interface Measured extends Watched {
  readonly seconds: number;
}

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
  const watch = watchProcesses(child.pid ?? 0);
  const code = await new Promise<number | null>((done) => {
    child.on('close', done);
  });
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`broadsheet ${args.join(' ')} ended badly:\n${said}`);
  return { seconds, ...(await watch.stop()) };
}

/** Of several runs the figures that were least disturbed by what else the machine did. */
export function best(runs: readonly Measured[]): Measured {
  const least = (of: (run: Measured) => number | null): number | null => {
    const known = runs.map(of).filter((figure) => figure !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  return {
    seconds: least(({ seconds }) => seconds) ?? 0,
    cpuSeconds: least(({ cpuSeconds }) => cpuSeconds),
    peakMb: least(({ peakMb }) => peakMb),
  };
}
