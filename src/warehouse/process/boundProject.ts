import type { ResultColumn } from '../../duckdb/columnKind.ts';
import type { ParameterName } from '../../duckdb/parameters.ts';
import type { SqlText } from '../../duckdb/sqlText.ts';
import type { Uses } from '../../duckdb/tableUses.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Model, Source } from '../../types.ts';
import type { Culprits } from './culprit.ts';

/** SQL that will be run some day: a report query, a check, a metric's expression. */
export interface Statement extends SqlText {
  /** Under which its columns and uses are returned; unlike any other's and any model's. */
  readonly name: string;
  /** What it is, for messages: "a check". */
  readonly what: string;
  /** Those it may use. */
  readonly parameters?: readonly ParameterName[];
  /** Refuse two columns of one name, which a table on a page cannot tell apart. */
  readonly distinctColumns?: boolean;
}

export interface BoundProject {
  /** By file, line and column. What depends on a broken model is not blamed for it. */
  readonly problems: readonly Problem[];
  readonly ordered: readonly Model[];
  /** Columns of every sound model and statement, by name. */
  readonly columnsOf: ReadonlyMap<string, readonly ResultColumn[]>;
  /** What every model and statement that could be parsed reads directly. */
  readonly uses: ReadonlyMap<string, Uses>;
  /** The parameters that a statement uses, by its name. */
  readonly parametersOf: ReadonlyMap<string, readonly string[]>;
}

export interface BindRequest {
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  readonly statements: readonly Statement[];
  /** Sources, their tables and models that are there and could not be read: what reads them is not judged. */
  readonly unread?: readonly string[];
  /** What has ended the process before, by `modelAt` and `statementAt`: it is told, and not looked at. */
  readonly culprits: Culprits;
}
