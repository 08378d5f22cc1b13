import type { LocalText, Place } from './place.ts';
import type { Weekday } from './time.ts';

/** One SQL select of queries/staging or queries/marts; its name is its file's. */
export interface Model {
  readonly name: string;
  readonly layer: 'staging' | 'mart';
  readonly sql: string;
  readonly description?: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Where columns are described, by name. */
  readonly columnPlaces?: Readonly<Record<string, Place>>;
  /** What a page calls a dimension; else its name made readable. */
  readonly labels?: Readonly<Record<string, LocalText>>;
  /** What pages say for a column's values, by column and value. */
  readonly valueNames?: Readonly<Record<string, Readonly<Record<string, LocalText>>>>;
  /** The column that names each row's grain, in a mart that holds a row per period of several grains. */
  readonly grainColumn?: string;
  /** Which days it is expected to have rows on, where its history does not tell, or tells it wrong. */
  readonly expects?: ExpectedDays;
  /** The marts and time columns whose days are the days that it has data for, where its own time column does not tell. */
  readonly coveredBy?: readonly { readonly mart: string; readonly time: string }[];
  /** The same, from its own first row on: of things of which few are new, the rows that tell of them go on all the same. */
  readonly continuedBy?: readonly { readonly mart: string; readonly time: string }[];
  /** Whether its rows of a period tell of the period before too. */
  readonly looksBack?: boolean;
  /** Only of an entity, whose SQL is made of it. */
  readonly contract?: Contract;
  readonly place: Place;
  /** Of generated SQL: no piece of it was written by a person. */
  readonly parts?: readonly [];
}

export type ExpectedDays = 'every_day' | 'sparse' | readonly Weekday[];

/** What every source tells of an entity in the same words: the seam between staging models and marts. */
export interface Contract {
  /** DuckDB type per column. A staging model may leave a column out, and brings no other. */
  readonly columns: Readonly<Record<string, string>>;
  /** The staging models that tell of it, sorted: those named stg_<source>_<entity>. */
  readonly feeders: readonly string[];
}
