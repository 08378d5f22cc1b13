/**
 * What passes between rooms. Plain, read-only data and a few small interfaces; this file imports nothing.
 *
 * Days are ISO strings ("2026-11-16") in the brand's time zone; instants are ISO strings in UTC
 * ("2026-11-23T05:00:00Z"). A period's `end` is exclusive.
 */

// ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type IsoDay = string;
export type Instant = string;
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

export interface Period {
  readonly grain: Grain;
  /** First day. */
  readonly start: IsoDay;
  /** The day after the last day. */
  readonly end: IsoDay;
}

/** When a report comes out: after every closed `every`, at `at` (24-hour local time) on `on`. */
export type Schedule =
  | { readonly every: 'day'; readonly at: string }
  | { readonly every: 'week'; readonly on: Weekday; readonly at: string }
  | { readonly every: 'month' | 'quarter'; readonly on: number; readonly at: string };

/** One period that a schedule names, and the instant from which its edition may come out. */
export interface DuePeriod {
  readonly period: Period;
  readonly dueAt: Instant;
}

// ── What a run is given from outside ────────────────────────────────────────────────────────────────────────────────

export interface Log {
  /** Something that a person who watches wants to know. */
  info(message: string): void;
  /** Something that went wrong and was survived. */
  warn(message: string): void;
  /** Replaces the last progress line on a terminal; silent in a log. */
  progress(message: string): void;
}

/** The outside world, as small as it can be: handed to rooms, never fetched by them. */
export interface Effects {
  readonly now: Instant;
  readonly log: Log;
  /** An environment variable's value: the only way to a secret. Empty strings count as missing. */
  readonly env: (name: string) => string | undefined;
}

// ── Content: what `config/` makes of the files in queries/ and templates/ ───────────────────────────────────────────

/** A place in a content file; `file` is relative to the project, lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One text for all languages, or one per language tag ("en", "ko"). */
export type LocalText = string | Readonly<Record<string, string>>;

export interface Project {
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly site: Site;
  readonly brands: readonly Brand[];
  readonly teams: readonly Team[];
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  readonly metrics: readonly Metric[];
  readonly queries: readonly ReportQuery[];
  readonly checks: readonly Claim[];
  readonly reports: readonly Report[];
}

export interface Site {
  readonly title: string;
  readonly description: string;
  /** Where the site is published, without a trailing slash: used for links in mails. */
  readonly baseUrl: string;
}

export type Paper = 'A4' | 'Letter';

export interface BrandColours {
  /** The brand's own colour: rules, links, the first series of a chart. */
  readonly accent: string;
  /** Series colours of charts, the accent first. At least 4. */
  readonly series: readonly string[];
}

export interface Brand {
  readonly name: string;
  readonly title: string;
  /** BCP 47: "en-GB", "ko-KR". */
  readonly locale: string;
  readonly timeZone: string;
  readonly weekStart: Weekday;
  /** ISO 4217. */
  readonly currency: string;
  readonly paper: Paper;
  readonly colours: BrandColours;
  /** Sender of this brand's mails. */
  readonly mailFrom: string;
  readonly replyTo?: string;
  /** Absolute paths, where the files exist. */
  readonly logo?: string;
  readonly css?: string;
  readonly place: Place;
}

export interface Team {
  readonly name: string;
  readonly title: LocalText;
  readonly description?: LocalText;
  /** Mail addresses per brand name; an entry "$NAME" stands for a comma-separated environment variable. */
  readonly recipients: Readonly<Record<string, readonly string[]>>;
  readonly place: Place;
}

export type Severity = 'error' | 'warn';

export interface Freshness {
  readonly warnHours?: number;
  readonly errorHours?: number;
}

export interface SourceTable {
  readonly name: string;
  /** DuckDB type per column, in the declared order: what an extract holds, neither more nor less. */
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  readonly cursor?: string;
  readonly freshness?: Freshness;
  /** What is particular to the source's kind (`files`, `select`, `delimiter` …), already checked by its kind's schema. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

export interface Source {
  readonly name: string;
  readonly kind: string;
  readonly brands: readonly string[];
  /** Names the column that says whose a row is, where one source serves several brands. */
  readonly brandColumn?: string;
  /** Prefix of the environment variables that hold its secrets. */
  readonly connection?: string;
  readonly tables: readonly SourceTable[];
  readonly place: Place;
}

/** One SQL select of queries/staging or queries/marts; its name is its file's. */
export interface Model {
  readonly name: string;
  readonly layer: 'staging' | 'mart';
  readonly sql: string;
  readonly description?: string;
  readonly columns: Readonly<Record<string, string>>;
  /** The column that names each row's grain, in a mart that holds a row per period of several grains. */
  readonly grainColumn?: string;
  readonly place: Place;
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
  | { readonly kind: 'to_date'; readonly of: string; readonly since: Grain }
  /** `of / to`; NULL where `to` is 0 or NULL. */
  | { readonly kind: 'ratio'; readonly of: string; readonly to: string }
  /** A SQL expression over other metrics; `/` gives NULL on a division by 0. */
  | { readonly kind: 'derived'; readonly expression: string; readonly inputs: readonly string[] };

export interface MetricTarget {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Limits that raise an alert. `changeBelow: -0.1` is "fell by more than 10 % against the previous period". */
export interface MetricAlert {
  readonly above?: number;
  readonly below?: number;
  readonly changeAbove?: number;
  readonly changeBelow?: number;
}

export interface Metric {
  readonly name: string;
  /** The file's name: growth.yml → "growth". */
  readonly domain: string;
  readonly team: string;
  readonly label: LocalText;
  readonly description: LocalText;
  readonly rule: MetricRule;
  readonly dimensions: readonly string[];
  readonly format: NumberFormat;
  /** Digits after the decimal point; the format's default where absent. */
  readonly decimals?: number;
  readonly better: 'up' | 'down' | 'neither';
  readonly target?: MetricTarget;
  readonly alert?: MetricAlert;
  readonly place: Place;
}

/** queries/reports/<name>.sql: may use $period_start, $period_end, $grain and $brand. */
export interface ReportQuery {
  readonly name: string;
  readonly sql: string;
  readonly place: Place;
}

/** queries/checks/<claim>.sql: selects the rows that break the claim. */
export interface Claim {
  readonly name: string;
  readonly sql: string;
  readonly severity: Severity;
  readonly description: string;
  readonly place: Place;
}

export type Comparison = 'previous' | 'year_ago';

/** One entry of a report's `data`. */
export type DataRequest =
  | {
      readonly kind: 'metrics';
      readonly name: string;
      readonly metrics: readonly string[];
      /** The first is the one that readings and the print show. */
      readonly grains: readonly [Grain, ...Grain[]];
      readonly by: readonly string[];
      readonly compare: readonly Comparison[];
      /** How many periods, the edition's own included. */
      readonly last: number;
      readonly place: Place;
    }
  | {
      readonly kind: 'query';
      readonly name: string;
      readonly query: string;
      /** The query runs once per grain, with $grain set. */
      readonly grains: readonly [Grain, ...Grain[]];
      /** Labels, formats per column, where the column's own name does not say it. */
      readonly columns: Readonly<Record<string, ColumnLook>>;
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
  /** Last part of the report's address below its team's page; empty where the report is the team's own. */
  readonly address: string;
  readonly schedule: Schedule;
  readonly data: readonly DataRequest[];
  readonly checks: readonly string[];
  readonly charts: readonly Chart[];
  /** Front matter `mail.charts`: charts that the mail shows, at most two. */
  readonly mailCharts: readonly string[];
  /** Markdown with Nunjucks tags. */
  readonly body: string;
  /** The line of report.md on which the body begins. */
  readonly bodyLine: number;
  readonly place: Place;
}

// ── Tables and values ───────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Extracts and the warehouse ──────────────────────────────────────────────────────────────────────────────────────

/** A bad row that was set aside. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What one pull of one table brought, written beside its Parquet file. */
export interface ExtractManifest {
  readonly source: string;
  readonly table: string;
  readonly brand: string;
  /** Relative to the output folder. */
  readonly parquet: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string>>;
  /** sha256 of the Parquet file. */
  readonly sha256: string;
  /** What the data is as of: the highest cursor value, else the pull that last brought a change. */
  readonly asOf: Instant;
  readonly rejected: readonly RejectedRow[];
}

/** A file that a source wrote for the warehouse to read: the declared columns, as text or as typed values. */
export type StagedFile =
  | {
      readonly format: 'csv';
      readonly path: string;
      readonly label: string;
      readonly delimiter: string;
      readonly header: boolean;
      readonly gzip: boolean;
      readonly nullText?: string;
    }
  | {
      readonly format: 'json';
      readonly path: string;
      readonly label: string;
      readonly newlineDelimited: boolean;
      readonly gzip: boolean;
    }
  | { readonly format: 'parquet'; readonly path: string; readonly label: string }
  | { readonly format: 'duckdb'; readonly path: string; readonly label: string; readonly table: string };

/** Turns staged files into one typed Parquet file; implemented in `warehouse/`, handed to `sources/`. */
export interface ParquetWriter {
  write(request: {
    readonly files: readonly StagedFile[];
    readonly columns: Readonly<Record<string, string>>;
    readonly cursor?: string;
    /** Keep only the rows whose column has this value; the column itself need not be among `columns`. */
    readonly where?: { readonly column: string; readonly equals: string };
    readonly target: string;
    /** Where given, the rows come out in this key's order, and of rows with the same key only the last that was staged. */
    readonly key?: readonly string[];
    /** At most this many bad rows are set aside before the pull fails. */
    readonly maxRejected: number;
  }): Promise<{
    readonly rows: number;
    readonly rejected: readonly RejectedRow[];
    readonly maxCursor: string | null;
    /** Columns of the files that nobody asked for, each once. */
    readonly ignoredColumns: readonly string[];
  }>;
}

// ── Snapshots ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Compared {
  readonly period: Period;
  readonly value: number | null;
  /** value − compared value. For a percent metric this is what a page shows, as percentage points. */
  readonly difference: number | null;
  /** value / compared value − 1; null where the compared value is 0 or null. */
  readonly change: number | null;
  readonly verdict: 'better' | 'worse' | 'same' | 'neither';
}

/** A metric at the edition's own period. */
export interface Reading {
  readonly metric: string;
  readonly value: number | null;
  readonly compared: Readonly<Partial<Record<Comparison, Compared>>>;
  readonly target?: MetricTarget & { readonly met: boolean | null };
  /** Values of the block's periods at its first grain, oldest first, this period last. */
  readonly series: readonly (number | null)[];
}

export interface MetricBlock {
  readonly kind: 'metrics';
  readonly metrics: readonly string[];
  readonly by: readonly string[];
  readonly grains: readonly Grain[];
  /** Per grain: columns "period", the dimensions, then the metrics; a row per period (and group), oldest first. */
  readonly tables: Readonly<Partial<Record<Grain, Table>>>;
  /** Of the first grain; empty where `by` is not. */
  readonly readings: readonly Reading[];
}

export interface QueryBlock {
  readonly kind: 'query';
  readonly grains: readonly Grain[];
  readonly tables: Readonly<Partial<Record<Grain, Table>>>;
}

export type Block = MetricBlock | QueryBlock;

/** A metric as a page explains it, in the brand's language. */
export interface MetricNote {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly domain: string;
  readonly team: string;
  readonly format: NumberFormat;
  readonly decimals?: number;
  readonly better: 'up' | 'down' | 'neither';
  readonly target?: MetricTarget;
  /** How it is computed, as a person would write it: "count(distinct user_id)", "retained users ÷ previous active users". */
  readonly formula: string;
  readonly marts: readonly string[];
  readonly sources: readonly string[];
}

export interface SourceAsOf {
  readonly source: string;
  readonly at: Instant;
  readonly state: 'fresh' | 'late' | 'stale';
}

export interface Verdict {
  readonly check: string;
  readonly description: string;
  readonly severity: Severity;
  readonly failures: number;
  /** The first few rows that break the claim. */
  readonly sample: Table | null;
}

export interface EditionKey {
  /** brand/team/report/period, and the audience where there is one: "brand-a/marketing/marketing/2026-W47". */
  readonly id: string;
  readonly brand: string;
  readonly team: string;
  readonly report: string;
  readonly audience: string | null;
  readonly period: Period;
  /** "2026-W47", "2026-11-16", "2026-11", "2026-Q4", "2026". */
  readonly periodName: string;
  /** Folder of its page below the site: "brand-a/marketing/2026-W47". */
  readonly folder: string;
}

/** All the data that one edition needs. Above it is data, below it is looks. */
export interface Snapshot {
  readonly version: 1;
  readonly edition: EditionKey;
  readonly title: string;
  /** What happened in the period, as one sentence. */
  readonly headline: string;
  /** Per metric block: sentences, the weightiest first. */
  readonly insights: Readonly<Record<string, readonly string[]>>;
  readonly data: Readonly<Record<string, Block>>;
  readonly metrics: readonly MetricNote[];
  readonly asOf: readonly SourceAsOf[];
  readonly verdicts: readonly Verdict[];
}

// ── Pages, drawings, prints ─────────────────────────────────────────────────────────────────────────────────────────

/** A chart that a report's body asks for. */
export interface ChartUse {
  readonly chart: string;
  readonly data: string;
  readonly place: Place;
}

export type ChartWidth = 'wide' | 'narrow';

/** One drawn chart: standalone SVG markup, ready to stand in a page. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Where an edition's files lie. */
export interface EditionFiles {
  readonly snapshot: string;
  readonly html: string;
  readonly pdf: string;
}

/** An edition on its way through a run; each stage moves it on, or takes it out. */
export interface EditionInWork {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly report: Report;
  /** Relative to the output folder. */
  readonly paths: EditionFiles;
  /** Whether nothing stands against it so far. */
  readonly isReady: boolean;
  /** Whether any of its files was made anew. */
  isRemade: boolean;
  /** A gate said no: what was published before stays. */
  hold(reasons: readonly string[]): void;
  fail(reasons: readonly string[]): void;
}

// ── The run's manifest ──────────────────────────────────────────────────────────────────────────────────────────────

export type EditionStatus = 'published' | 'held' | 'failed' | 'unchanged';

export interface ManifestEdition {
  readonly id: string;
  readonly brand: string;
  readonly team: string;
  readonly report: string;
  readonly audience: string | null;
  readonly period: Period;
  readonly status: EditionStatus;
  readonly reasons: readonly string[];
  readonly snapshot: string | null;
  readonly html: string | null;
  readonly pdf: string | null;
  readonly pdfPages: number | null;
  readonly sha256: { readonly snapshot: string | null; readonly html: string | null; readonly pdf: string | null };
  readonly reused: boolean;
}

export interface StageTime {
  readonly name: string;
  readonly ms: number;
  readonly rows?: number;
}

export interface Alert {
  readonly brand: string;
  readonly metric: string;
  readonly period: Period;
  readonly value: number | null;
  readonly reason: string;
}

export interface DeliveryRecord {
  readonly edition: string;
  readonly recipient: string;
  readonly status: 'sent' | 'written' | 'already' | 'failed' | 'ambiguous';
  readonly messageId: string;
  readonly detail?: string;
}

export interface Manifest {
  readonly run: string;
  readonly now: Instant;
  readonly commit: string | null;
  readonly editions: readonly ManifestEdition[];
  readonly stages: readonly StageTime[];
  readonly checks: readonly (Verdict & { readonly brand: string })[];
  readonly alerts: readonly Alert[];
  readonly deliveries: readonly DeliveryRecord[];
}
