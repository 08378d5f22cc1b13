import { Worker } from 'node:worker_threads';

/** The signal that ends a process whose job has used up its processor time. */
export const OUT_OF_TIME = 'SIGVTALRM';

const LOOK_MS = 200;

export interface CpuWatchdog {
  /** A job begins now. */
  begin(): void;
  /** Nothing is being worked at. */
  end(): void;
}

/**
 * Ends this process where one job takes more than `mostCpuMs` milliseconds of processor time, also where its only thread
 * never comes back from an expression: another thread looks at the clock.
 */
export function startCpuWatchdog(mostCpuMs: number): CpuWatchdog {
  const begun = new Float64Array(new SharedArrayBuffer(8));
  const worker = new Worker(WATCH, {
    eval: true,
    workerData: { begun, mostCpuMs, lookMs: LOOK_MS, signal: OUT_OF_TIME },
  });
  worker.unref();
  return {
    begin: () => {
      begun[0] = cpuMs();
    },
    end: () => {
      begun[0] = 0;
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const WATCH = `
const { workerData: { begun, mostCpuMs, lookMs, signal } } = require('node:worker_threads');
setInterval(() => {
  const { user, system } = process.cpuUsage();
  if (begun[0] > 0 && (user + system) / 1000 - begun[0] > mostCpuMs) process.kill(process.pid, signal);
}, lookMs);
`;
