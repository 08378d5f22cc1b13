import { type Problem, ProblemsError } from '../../lib/problem.ts';
import type { Source } from '../../types.ts';
import type { CallBudget } from './callBudget.ts';

/** What to do where signing in failed, for problems that do not say so themselves. */
export function afterSignIn(error: ProblemsError, source: Source, { hasGivenUp }: CallBudget): ProblemsError {
  const own = source.connection ?? source.name.toUpperCase();
  const look = `${own}_…, which docs/sources/${source.kind}.md explains`;
  return withHint(error, hasGivenUp ? `Run it again later; if it stays so, look at ${look}.` : `Look at ${look}.`);
}

/** What to do where a table was not brought, for problems that do not say so themselves. */
export function afterPull(error: ProblemsError, { hasGivenUp }: CallBudget): ProblemsError {
  return hasGivenUp ? withHint(error, 'Run it again later.') : error;
}

/** What to do where an answer was a refusal; undefined where its status tells nothing of it. */
export function hintOfStatus(status: number, kind: string): { readonly hint?: string } {
  if (status === 401) return { hint: 'Is the token right, and still valid?' };
  if (status === 403) return { hint: `It may not read this: docs/sources/${kind}.md says which rights it needs.` };
  return {};
}

function withHint({ problems }: ProblemsError, hint: string): ProblemsError {
  return new ProblemsError(problems.map((problem): Problem => ({ ...problem, hint: problem.hint || hint })));
}
