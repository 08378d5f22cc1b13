import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Watched, watchProcesses } from './watchProcesses.ts';

export interface Measured extends Watched {
  readonly seconds: number;
}

const CLI = join(import.meta.dirname, '../../src/cli.ts');

/** Runs a program of Node in a process of its own. Throws with what it said where it does not end well. */
export async function measureProgram(
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const start = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
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
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended badly:\n${said}`);
  return { seconds, ...(await watch.stop()) };
}

/** Runs the command line. */
export function measure(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Measured> {
  return measureProgram(CLI, [...args, '--quiet'], variables);
}

/** The median of each figure of several runs. */
export function median(runs: readonly Measured[]): Measured {
  const middle = (of: (run: Measured) => number | null): number | null => {
    const known = runs.map(of).filter((figure) => figure !== null);
    return known.sort((a, b) => a - b)[Math.floor(known.length / 2)] ?? null;
  };
  return {
    seconds: middle(({ seconds }) => seconds) ?? 0,
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    peakMb: middle(({ peakMb }) => peakMb),
  };
}
