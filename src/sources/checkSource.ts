import { setTimeout as sleep } from 'node:timers/promises';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { Effects, Source } from '../types.ts';
import { CallBudget } from './callBudget.ts';
import { kindOf, missingSecrets } from './kinds.ts';

export interface SourceCheck {
  /** Names of the environment variables that are not set. */
  readonly missing: readonly string[];
  /** Why signing in does not work; empty where it does, or was not tried for what is missing. */
  readonly problems: readonly Problem[];
}

/** No pull: who waits for this wants to know now. */
const MAX_WAIT_MS = 10_000;

/** Whether a source has what it needs and takes it: its variables, and one sign-in with them. Says no secret. */
export async function checkSource(request: {
  readonly source: Source;
  readonly projectRoot: string;
  readonly effects: Effects;
}): Promise<SourceCheck> {
  const { source, effects } = request;
  const missing = await missingSecrets(source, effects.env);
  if (missing.length > 0) return { missing, problems: [] };
  const kind = await kindOf(source);
  const patience = { sleep: (ms: number) => sleep(ms), random: Math.random };
  const name = `${source.name} (${source.kind})`;
  const budget = new CallBudget({ patience, log: effects.log, name, maxWaitMs: MAX_WAIT_MS });
  try {
    const connection = await kind.connect({ ...request, budget });
    await connection.close?.();
    return { missing, problems: [] };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { missing, problems: error.problems };
  }
}
