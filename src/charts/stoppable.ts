import { Script } from 'node:vm';

/** Time by the clock after which work is looked at, and the thread's own time in which any drawing comes to its end. */
const [LOOK_MS, MOST_CPU_MS] = [15_000, 10_000];

const KEY = Symbol.for('broadsheet.stoppable');
const CALL = new Script('globalThis[Symbol.for("broadsheet.stoppable")]()');

interface Slot {
  [KEY]?: (() => unknown) | undefined;
}

/** Work that was stopped since it did not come to an end. */
export class Stopped extends Error {}

/**
 * Does synchronous work that is stopped where it goes on for too long, inside a regular expression too. What it has
 * begun is then half done: to be thrown away.
 */
export function stoppable<T>(work: () => T, lookMs = LOOK_MS): T {
  const slot = globalThis as Slot;
  slot[KEY] = work;
  try {
    return CALL.runInThisContext({ timeout: lookMs }) as T;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new Stopped(`It took more than ${MOST_CPU_MS / 1000} seconds and was stopped: part of it never ends.`);
    throw error;
  } finally {
    slot[KEY] = undefined;
  }
}

/** Begins again what was stopped, for as long as the machine has hardly worked at it: it may be busy with other things. */
export async function untilWorked<T>(work: () => Promise<T>, mostCpuMs = MOST_CPU_MS): Promise<T> {
  const start = process.threadCpuUsage();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { user, system } = process.threadCpuUsage(start);
      if (!(error instanceof Stopped) || (user + system) / 1000 > mostCpuMs) throw error;
    }
  }
}
