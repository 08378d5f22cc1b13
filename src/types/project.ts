/** What `config/` makes of queries/ and templates/: the site, its brands and teams, the sources. */

import type { Metric, MetricAlert, MetricTarget } from './metrics.ts';
import type { Model } from './models.ts';
import type { LocalText, Place } from './place.ts';
import type { DataTest, Report, ReportQuery } from './reports.ts';
import type { Weekday } from './time.ts';
import type { Words } from './words.ts';

export interface Project {
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly site: Site;
  readonly limits: Limits;
  readonly brands: readonly Brand[];
  readonly teams: readonly Team[];
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  readonly metrics: readonly Metric[];
  readonly queries: readonly ReportQuery[];
  readonly checks: readonly DataTest[];
  readonly reports: readonly Report[];
}

export interface Site {
  readonly title: string;
  readonly description: string;
  /** Where the site is published, without a trailing slash: used for links in mails. */
  readonly baseUrl: string;
  /** Of its own pages, which belong to no brand. */
  readonly words: Words;
  /**
   * Where the files of published editions are kept: a folder (absolute) or a bucket (`s3://bucket/prefix`); absent: in
   * the state. How long they stay on the site; absent: for ever.
   */
  readonly archive?: { readonly place?: string; readonly keepDays?: number };
}

/** What one statement of the content may take; the next one has as much. */
export interface Limits {
  /** Longest time of a model. */
  readonly modelMs: number;
  /** Longest time of a report query, a check, or one statement of metrics. */
  readonly queryMs: number;
  /** Most rows of a block of a report. */
  readonly blockRows: number;
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
  /** What is said to its readers, in their language. */
  readonly words: Words;
  readonly timeZone: string;
  readonly weekStart: Weekday;
  /** ISO 4217. */
  readonly currency: string;
  readonly paper: Paper;
  readonly colours: BrandColours;
  /** Sender of this brand's mails. */
  readonly mailFrom: string;
  readonly replyTo?: string;
  /** How long after an edition came out its mail is of use; the default is `delivery/`'s. */
  readonly mailHours?: number;
  /** The brands that its reports span, in their order: it has no data of its own, and shows values of their metrics. */
  readonly spans?: readonly Brand[];
  /** What this brand calls a dimension, before what the marts do. */
  readonly labels?: Readonly<Record<string, LocalText>>;
  /** What this brand wants of its metrics, and of what it is to be told, by metric: in place of what the metric says. */
  readonly targets?: Readonly<Record<string, readonly MetricTarget[]>>;
  readonly alerts?: Readonly<Record<string, readonly MetricAlert[]>>;
  /** What its folder was called before: what came out under these names is its own. */
  readonly aliases?: readonly string[];
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
  /** Where an entry stands that is not in the team's own file, per brand name and entry. */
  readonly recipientPlaces?: Readonly<Record<string, Readonly<Record<string, Place>>>>;
  readonly place: Place;
}

export interface Freshness {
  readonly warnHours?: number;
  readonly errorHours?: number;
}

export interface SourceTable<Options = Readonly<Record<string, unknown>>> {
  readonly name: string;
  /** DuckDB type per column, in the declared order: what an extract holds, neither more nor less. */
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  readonly cursor?: string;
  readonly freshness?: Freshness;
  /** The share of its rows that may be bad; 0 where absent. */
  readonly maxBadRows?: number;
  /** How long what each pull changed is kept beside the extract; not at all where absent. */
  readonly keepHours?: number;
  /** Whether it may lose all its rows: else that is taken for an export that failed. */
  readonly mayBeEmpty?: true;
  /** What is particular to the source's kind (`files`, `select`, `delimiter` …), already checked by its connector's schema. */
  readonly options: Options;
  readonly place: Place;
}

export interface Source<Options = Readonly<Record<string, unknown>>> {
  readonly name: string;
  readonly kind: string;
  readonly brands: readonly string[];
  /** Names the column that says whose a row is, where one source serves several brands. */
  readonly brandColumn?: string;
  /** Prefix of the environment variables that hold its secrets. */
  readonly connection?: string;
  /** What one pull may use: calls, and minutes of waiting before calls are made again. */
  readonly limits?: { readonly calls?: number; readonly waitMinutes?: number };
  readonly tables: readonly SourceTable<Options>[];
  readonly place: Place;
}
