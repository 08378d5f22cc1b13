/** Reports, their data, charts, queries and checks, as `config/` makes them of queries/ and templates/reports. */
import type { NumberFormat } from './metrics.ts';
import type { LocalText, Place, Severity } from './place.ts';
import type { Grain, Schedule } from './time.ts';

/** queries/reports/<name>.sql: may use $period_start, $period_end, $grain, $last and $brand, and $audience where a report is burst. */
export interface ReportQuery {
  readonly name: string;
  readonly sql: string;
  readonly place: Place;
}

/** A data test, queries/checks/<name>.sql: selects the rows that break it. */
export interface DataTest {
  readonly name: string;
  /** The model that it is about: it is judged for every report that rests on the model, and for those that name it. */
  readonly model?: string;
  readonly sql: string;
  readonly severity: Severity;
  readonly description: string;
  readonly place: Place;
  /** Of generated SQL: no piece of it was written by a person. */
  readonly parts?: readonly [];
}

export type Comparison = 'previous' | 'year_ago';

/** For whom a report comes out in editions of their own: one per row of a query. */
export interface Burst {
  /** A report query with the columns `audience` (a value of `by`), `title` and, if there are mails, `recipients`. */
  readonly query: string;
  /** The dimension of metrics, and column of queries, that says whose a row is. */
  readonly by: string;
  readonly place: Place;
}

/** One row of a burst's query. */
export interface Audience {
  /** Its value of the burst's dimension, as text. */
  readonly id: string;
  /** What pages and mails call it; one line. */
  readonly title: string;
  /** Checked mail addresses; sorted. */
  readonly recipients: readonly string[];
}
/**
 * A value against another of the same row's: its own first shown one (= 100), the period before's, or a year ago's. What
 * differs in size or currency can be compared by it.
 */
export type Showing = 'index' | 'change_previous' | 'change_year_ago';

/** So many periods at every grain, or so many at each. */
export type PeriodCount = number | Readonly<Partial<Record<Grain, number>>>;

/** Which rows of a mart count, by the values of dimensions as text; `isNot` leaves these out, and null is what nobody stated. */
export type Where = Readonly<Record<string, { readonly isNot: boolean; readonly values: readonly (string | null)[] }>>;

/**
 * What a metric's value is a share of: all groups of its period, those that state every dimension, or those with the
 * same value of the named dimension.
 */
export type ShareOf = { readonly kind: 'all' | 'stated' } | { readonly kind: 'within'; readonly dimension: string };

/** What the table of a split block is, beside its values. */
export interface TableShape {
  /** The dimension, the last of `by`, whose values are columns: every row has each of them. */
  readonly across?: string;
  readonly order?: { readonly metric: string; readonly isAscending: boolean };
  /** Whether it has the place of each row in this order. */
  readonly isRanked?: true;
  /** By metric. */
  readonly shares: Readonly<Record<string, ShareOf>>;
  /** The first rows of each period, or of what is across the first columns, by the order. */
  readonly limit?: { readonly rows?: number; readonly columns?: number };
  /** Whether the rows beyond the limit are added up in one. */
  readonly hasOther?: true;
}

/** One entry of a report's `data`. */
export type DataRequest =
  | {
      readonly kind: 'metrics';
      readonly name: string;
      readonly metrics: readonly string[];
      /** The first is the one that readings and the print show. */
      readonly grains: readonly [Grain, ...Grain[]];
      readonly by: readonly string[];
      readonly where?: Where;
      readonly shape?: TableShape;
      /** Labels and formats of its dimensions, and of the columns beside its metrics. */
      readonly columns?: Readonly<Record<string, ColumnLook>>;
      /** Whether it is split by the brands that its report spans. */
      readonly isSpanning?: true;
      /** What its readings are compared with. */
      readonly compare: readonly Comparison[];
      /** What every row of its tables is compared with. */
      readonly compareRows?: readonly Comparison[];
      /** What its tables show of a value where it is not the value itself. */
      readonly show?: Showing;
      /** How many periods, the edition's own included; at each grain, or at all of them alike. */
      readonly last: PeriodCount;
      /** In a burst: it shows its audience's own numbers, and not everybody's. */
      readonly isOfAudience?: true;
      readonly place: Place;
    }
  | {
      readonly kind: 'query';
      readonly name: string;
      readonly query: string;
      /** The query runs once per grain, with $grain set. */
      readonly grains: readonly [Grain, ...Grain[]];
      /** What the query gets as $last: how many periods it shows, at each grain or at all of them alike. */
      readonly last?: PeriodCount;
      /** Labels, formats per column, where the column's own name does not say it. */
      readonly columns: Readonly<Record<string, ColumnLook>>;
      /** In a burst: it shows its audience's own numbers, and not everybody's. */
      readonly isOfAudience?: true;
      readonly place: Place;
    };

export interface ColumnLook {
  readonly label?: LocalText;
  readonly format?: NumberFormat;
  readonly decimals?: number;
}

export interface Chart {
  readonly name: string;
  /** A Vega-Lite specification without data. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

export interface Report {
  readonly name: string;
  readonly title: LocalText;
  readonly team: string;
  readonly brands: readonly string[];
  /** What its folder was called before: editions that came out under these names are its own. */
  readonly aliases?: readonly string[];
  /** Last part of the report's address below its team's page; empty where the report is the team's own. */
  readonly address: string;
  readonly schedule: Schedule;
  readonly burst?: Burst;
  readonly data: readonly DataRequest[];
  readonly checks: readonly string[];
  readonly charts: readonly Chart[];
  /** Front matter `mail.charts`: charts that the mail shows, at most two. */
  readonly mailCharts: readonly string[];
  /** Front matter `mail.not_after`: how long after an edition came out its mail is of use. */
  readonly mailHours?: number;
  /** Markdown with Nunjucks tags. */
  readonly body: string;
  /** The line of report.md on which the body begins. */
  readonly bodyLine: number;
  readonly place: Place;
}
