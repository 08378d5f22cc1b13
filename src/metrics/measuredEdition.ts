import type { Cell, Period, Report } from '../types.ts';
import type { MeasuredRows } from './sliceRows.ts';

/** Runs SQL on one brand's warehouse. */
export type RunQuery = (
  sql: { readonly sql: string; readonly place: { readonly file: string } },
  parameters: Readonly<Record<string, Cell>>,
) => Promise<MeasuredRows>;

export interface MeasuredEdition {
  /** The edition's id. */
  readonly id: string;
  readonly period: Period;
  readonly report: Report;
  /** In a burst: for whom the edition is. */
  readonly audience?: {
    readonly id: string;
    /** What all editions of the report and period share, and no other: their blocks are measured together. */
    readonly burst: string;
    /** Ids of all audiences whose editions are measured now. */
    readonly among: readonly string[];
  };
}
