import { join } from 'node:path';
import { ProblemsError } from '../lib/problem.ts';
import { readSealed, writeSealed } from '../lib/sealedJson.ts';
import type { Instant } from '../types.ts';

const VERSION = 1;
const DAY_MS = 86_400_000;
/** A schedule sleeps for two months where nothing has been committed; a clock that is wrong is mostly years or hours off. */
const AHEAD_DAYS = 62;

/**
 * Refuses a clock that is far from the last run's: one that is months ahead would publish and mail weeks that are not
 * over, for which there is no taking back. A clock that went back publishes nothing, and is told; so is a record of the last run that is damaged. Throws ProblemsError.
 */
export async function checkClock(request: {
  readonly outDir: string;
  readonly now: Instant;
  readonly isAccepted: boolean;
  readonly warn: (message: string) => void;
}): Promise<void> {
  const { outDir, now, isAccepted, warn } = request;
  const last = await readSealed<Instant>(clockPath(outDir), VERSION);
  if (last.state === 'damaged')
    warn(
      `${clockPath(outDir)}, the time of the last run, cannot be read (${last.reason}): a clock that is wrong is not found out in this run.`,
    );
  if (last.state !== 'whole' || isAccepted) return;
  const days = (Date.parse(now) - Date.parse(last.value)) / DAY_MS;
  if (days > AHEAD_DAYS) {
    throw new ProblemsError([
      {
        file: '',
        message: `It is ${now} by this machine's clock, ${Math.floor(days)} days after the last run (${last.value}).`,
        hint: 'If that is right, say so once with --accept-clock. Nothing was done.',
      },
    ]);
  }
  if (days < -1)
    warn(`It is ${now} by this machine's clock, and the last run was at ${last.value}: nothing older is published.`);
}

/** Remembers when the last run was; a clock that went back does not count. */
export async function keepClock(outDir: string, now: Instant, isAccepted: boolean): Promise<void> {
  const last = await readSealed<Instant>(clockPath(outDir), VERSION);
  if (isAccepted || last.state !== 'whole' || last.value < now) await writeSealed(clockPath(outDir), VERSION, now);
}

function clockPath(outDir: string): string {
  return join(outDir, 'state', 'clock.json');
}
