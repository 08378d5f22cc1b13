/** Models and metrics, as `config/` makes them of queries/marts and queries/metrics. */
import type { LocalText, Place } from './project.ts';
import type { CalendarGrain, Grain, Weekday } from './time.ts';

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

export type NumberFormat = 'integer' | 'decimal' | 'percent' | 'currency' | 'days' | 'hours' | 'minutes';

export type MetricRule =
  /** `sql` over the mart's rows whose `time` is in the period. */
  | {
      readonly kind: 'aggregate';
      readonly mart: string;
      readonly time: string;
      readonly sql: string;
      readonly where?: string;
    }
  /** A stock at the period's end: `sql` over the rows with `from` before the end and `until` empty or not before it. */
  | {
      readonly kind: 'level';
      readonly mart: string;
      readonly from: string;
      readonly until?: string;
      readonly sql: string;
      readonly where?: string;
    }
  /** An aggregate over the `days` days that end with the period. */
  | { readonly kind: 'rolling'; readonly of: string; readonly days: number }
  /** An aggregate from the start of the week, month, quarter or year that the period's last day lies in. */
  | { readonly kind: 'to_date'; readonly of: string; readonly since: CalendarGrain }
  /** `of / to`; NULL where `to` is 0 or NULL. */
  | { readonly kind: 'ratio'; readonly of: string; readonly to: string }
  /** A SQL expression over other metrics; `/` gives NULL on a division by 0. */
  | { readonly kind: 'derived'; readonly expression: string; readonly inputs: readonly string[] };

export interface MetricTarget {
  /** The only grain that it holds for; every grain where absent, which the target of a brand's own never is. */
  readonly grain?: Grain;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Limits that raise an alert. `changeBelow: -0.1` is "fell by more than 10 % against the previous period". */
export interface MetricAlert {
  /** The only grain that it holds for; every grain where absent. */
  readonly grain?: Grain;
  readonly above?: number;
  readonly below?: number;
  readonly changeAbove?: number;
  readonly changeBelow?: number;
}

export interface Metric {
  readonly name: string;
  /** The file's name: growth.yml → "growth". */
  readonly domain: string;
  readonly domainTitle?: LocalText;
  readonly team: string;
  readonly label: LocalText;
  readonly description: LocalText;
  readonly rule: MetricRule;
  readonly dimensions: readonly string[];
  readonly format: NumberFormat;
  /** Digits after the decimal point; the format's default where absent. */
  readonly decimals?: number;
  readonly better: 'up' | 'down' | 'neither';
  /** What all brands want of it, and what is told of all of them: at most one a grain. */
  readonly targets?: readonly MetricTarget[];
  readonly alerts?: readonly MetricAlert[];
  readonly place: Place;
}
