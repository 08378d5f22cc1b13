/** Tables and values. */
import type { NumberFormat } from './metrics.ts';
import type { Message } from './words.ts';

export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  /** Already in the brand's language; of a stored table, which is in none, that is so where `said` is absent. */
  readonly label: string;
  /** What it is called, where that is not a name that the project gives. */
  readonly said?: Message;
  readonly type: 'text' | 'number' | 'day' | 'instant' | 'boolean';
  readonly format?: NumberFormat;
  readonly decimals?: number;
  /** The metric whose values these are. */
  readonly metric?: string;
}

/** Rows in a stated order; days and instants as ISO strings, NULL as null, NaN and infinities as null. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}
