import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { Place } from '../types.ts';

/** Collects the problems of a project, so that its maintainer sees all of them at once. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();

  add(place: Place, message: string, hint?: string): void {
    const problem = { ...place, message, ...(hint !== undefined && hint !== '' && { hint }) };
    this.#problems.set(JSON.stringify(problem), problem);
  }

  addAll(problems: Iterable<Problem>): void {
    for (const { message, hint, ...place } of problems) this.add(place, message, hint);
  }

  /** Throws ProblemsError with every problem, sorted by file, line and column; returns where there is none. */
  throwIfAny(): void {
    if (this.#problems.size === 0) return;
    throw new ProblemsError([...this.#problems.values()].sort(byPlace));
  }
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || (a.message < b.message ? -1 : 1);
}
