import { join } from 'node:path';
import { readText, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import type { Instant } from '../types.ts';

/** What has to be the case for a run to have anything to do; `scripts/due.mjs` reads it before anything is installed. */
interface NextRun {
  /** When the next edition comes due; absent where none ever does. */
  readonly dueAt?: Instant | undefined;
  /** The commit that the last run was of: another one may have other schedules, readers or data. */
  readonly commit: string | null;
  /** Whether an edition is held, failed or provisional: it comes out when its data are there. */
  readonly hasOpenEditions: boolean;
  /** Whether mails have not been sent yet, or could not be. */
  readonly hasOpenMails: boolean;
}

/** Remembers when the next run has something to do; what this run did not look at stays as it was. */
export async function writeNextRun(outDir: string, next: Partial<NextRun> & Pick<NextRun, 'commit'>): Promise<void> {
  const path = join(outDir, 'state', 'next.json');
  const known: NextRun = { hasOpenEditions: true, hasOpenMails: true, ...nextRunIn(await readText(path)), ...next };
  await writeFileAtomic(path, `${stableJson(known, 1)}\n`);
}

function nextRunIn(text: string | undefined): Partial<NextRun> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
