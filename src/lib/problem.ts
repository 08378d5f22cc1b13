import { closest, distance } from 'fastest-levenshtein';
import { systemRefusal } from './systemRefusal.ts';

/** Something that a person can mend: where it is, what it is, what to do. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  /** What to do, where the message does not say it already. */
  readonly hint?: string;
}

/** Problems told to the user as they are, without a stack. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ProblemsError';
    this.problems = problems;
  }
}

/** One line: `file:line:column  message  hint`. */
export function formatProblem({ file, line, column, message, hint }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined && part !== '').join(':');
  return [place, message, hint].filter((part) => part !== undefined && part !== '').join('  ');
}

/** Why something failed, a line each: the problems, or, for a bug of ours, its stack. */
export function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof ProblemsError) return error.problems.map(formatProblem);
  const refusal = systemRefusal(error);
  if (refusal !== undefined)
    return [formatProblem({ file: refusal.path, message: sentence(refusal.reason), hint: refusal.hint })];
  return [`A bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

/** `Did you mean "x"?` where a candidate is near, else what there is. Empty where there are no candidates. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const sorted = [...new Set(candidates)].sort();
  if (sorted.length === 0) return '';
  const nearest = closest(
    name.toLowerCase(),
    sorted.map((candidate) => candidate.toLowerCase()),
  );
  const candidate = sorted.find((other) => other.toLowerCase() === nearest);
  // Two letters that changed places count as two changes.
  const allowed = name.length < 5 ? 1 : Math.max(2, Math.floor(name.length / 3));
  if (candidate !== undefined && distance(name.toLowerCase(), nearest) <= allowed)
    return `Did you mean "${candidate}"?`;
  const shown = sorted.slice(0, 12).join(', ');
  return sorted.length > 12 ? `There are: ${shown}, … (${sorted.length} in all)` : `It is one of: ${shown}.`;
}
