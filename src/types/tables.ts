/** Tables and values. */
import type { NumberFormat } from './metrics.ts';

export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  /** Already in the brand's language. */
  readonly label: string;
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
