import type { Problem } from '../../lib/problem.ts';

/** Why a statement is left out: it ended the process that ran it, or broke DuckDB. */
export interface Culprit {
  readonly problem: Problem;
  /** Whether it would do so again, with more time and memory too. */
  readonly isFinal: boolean;
}

export type Culprits = ReadonlyMap<string, Culprit>;
