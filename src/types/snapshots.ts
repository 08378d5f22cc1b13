/** All the data that one edition needs. */
import type { MetricAlert, MetricTarget, NumberFormat } from './metrics.ts';
import type { Severity } from './place.ts';
import type { Comparison, Showing } from './reports.ts';
import type { Cell, Table } from './tables.ts';
import type { Grain, Instant, IsoDay, Period } from './time.ts';
import type { Message } from './words.ts';

/** How many of its days a period has data for, where these are fewer than it should have. */
export interface PartOfDays {
  readonly days: number;
  readonly of: number;
  /** They are days of the period before, which it is measured against; it is whole itself. */
  readonly isBefore?: true;
}

/** A period that is not whole, and for which of a block's metrics: its values stand, and are compared with nothing. */
export interface PartialPeriod extends PartOfDays {
  /** Its first day. */
  readonly period: IsoDay;
  readonly metrics: readonly string[];
  /** The group for which it is so, as its rows name it; absent where it is so for all. */
  readonly group?: readonly Cell[];
  /** Whether what is missing may still come: days that the data have not reached, or skip. */
  readonly isOpen?: true;
}

export interface Compared {
  readonly period: Period;
  /** Null also where either of the two periods is not whole. */
  readonly value: number | null;
  /** value − compared value. For a percent metric this is what a page shows, as percentage points. */
  readonly difference: number | null;
  /** value / compared value − 1; null where the compared value is 0 or null. */
  readonly change: number | null;
  readonly verdict: 'better' | 'worse' | 'same' | 'neither';
  /** How much of that period there is, where it is not whole. */
  readonly partial?: PartOfDays;
}

/** A metric at the edition's own period. */
export interface Reading {
  readonly metric: string;
  /** The title of the brand whose value it is, in an edition that spans brands. */
  readonly brand?: string;
  readonly value: number | null;
  readonly compared: Readonly<Partial<Record<Comparison, Compared>>>;
  /** `met` is null where there is no value, or of a part of the period alone. */
  readonly target?: MetricTarget & { readonly met: boolean | null };
  /** How much of its period there is, where that is not whole. */
  readonly partial?: PartOfDays;
  /** Values of the block's periods at its first grain, oldest first, this period last; null where a period is not whole. */
  readonly series: readonly (number | null)[];
}

/** A brand that an edition spans. */
export interface SpannedBrand {
  readonly title: string;
  /** ISO 4217: its values are in it, whatever the edition's own currency. */
  readonly currency: string;
  /** Why it has no values: it had to be left out. A brand may also measure none of a block's metrics. */
  readonly isLeftOut?: true;
}

export interface MetricBlock {
  readonly kind: 'metrics';
  readonly metrics: readonly string[];
  readonly by: readonly string[];
  readonly grains: readonly Grain[];
  /**
   * Per grain: columns "period", the dimensions, then ranks and the metrics with what stands beside them; a row per period
   * (and group), oldest first.
   */
  readonly tables: Readonly<Partial<Record<Grain, Table>>>;
  /** Per grain: the shown periods that are not whole, oldest first; absent where all are. */
  readonly partial?: Readonly<Partial<Record<Grain, readonly PartialPeriod[]>>>;
  /** Whose values its rows and readings hold, in an edition that spans brands; they name them by title. */
  readonly brands?: readonly SpannedBrand[];
  readonly show?: Showing;
  /** Of the first grain; empty where `by` is not, unless it is by the brands of an edition that spans them. */
  readonly readings: readonly Reading[];
  /** Whether its groups are not all there are: they are no whole that anything could be said of. */
  readonly isCut?: true;
  /** Whether its rows have an order of their own. */
  readonly isOrdered?: true;
  /** Whether these are the numbers of one audience, and not of the whole brand. */
  readonly isOfAudience?: true;
  /** Metrics of which no value is known in any period of the block: they have no card, column or picture. */
  readonly unknown?: readonly string[];
}

export interface QueryBlock {
  readonly kind: 'query';
  readonly grains: readonly Grain[];
  /** What each grain's table is of; absent in snapshots of earlier versions. */
  readonly periods?: Readonly<Partial<Record<Grain, Period>>>;
  readonly tables: Readonly<Partial<Record<Grain, Table>>>;
  /** Of tables whose first column is the period of their rows: those that are not whole, oldest first; absent where all are. */
  readonly partial?: Readonly<Partial<Record<Grain, readonly PartialPeriod[]>>>;
  /** Whether it has nothing to show for good: a mart that it reads has no row in any period, or none of its numbers a value. */
  readonly isUnfed?: true;
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
  /** Of the edition's brand, at most one a grain. */
  readonly targets?: readonly MetricTarget[];
  /** How it is computed, as a person would write it: "count(distinct user_id)", "retained users ÷ previous active users". */
  readonly formula: string | Message;
  readonly marts: readonly string[];
  readonly sources: readonly string[];
}

/** A metric as a brand's catalogue explains it. */
export interface CatalogueNote extends MetricNote {
  /** What the file of its metrics calls them together. */
  readonly domainTitle?: string;
  readonly alerts?: readonly MetricAlert[];
  readonly dimensions: readonly NamedLabel[];
  /** The metrics that its rule names, and those whose rules name it. */
  readonly computedFrom: readonly NamedLabel[];
  readonly computedInto: readonly NamedLabel[];
  /** Between its marts and the source tables that its rows come from. */
  readonly models: readonly string[];
  readonly sourceTables: readonly string[];
}

export interface NamedLabel {
  readonly name: string;
  readonly label: string;
}

export interface SourceAsOf {
  readonly source: string;
  /** A local day where the data tell no time. */
  readonly at: Instant | IsoDay;
  readonly state: 'fresh' | 'late' | 'stale';
  /** Bad rows that are not in the numbers, and how many rows there are with them; absent where there are none. */
  readonly setAside?: { readonly rows: number; readonly of: number };
}

export interface Verdict {
  readonly check: string;
  readonly description: string;
  readonly severity: Severity;
  readonly failures: number;
  /** The first few rows that break the data test. */
  readonly sample: Table | null;
}

/** A limit that a metric has crossed. */
export interface Alert<Said = string> {
  readonly brand: string;
  /** The edition's id. */
  readonly edition: string;
  readonly metric: string;
  readonly period: Period;
  readonly value: number | null;
  /** "Active users: 640, below the alert limit of 700". */
  readonly reason: Said;
}

export interface EditionKey {
  /** brand/team/report/period, with the audience before the period where there is one: "brand-a/marketing/marketing/2026-W47". */
  readonly id: string;
  readonly brand: string;
  readonly team: string;
  readonly report: string;
  /** The audience's id, in a burst: its value of the burst's dimension. */
  readonly audience: string | null;
  /** The audience in addresses and names of files; absent where there is none. */
  readonly audienceSlug?: string;
  readonly period: Period;
  /** "2026-W47", "2026-11-16", "2026-11", "2026-Q4", "2026". */
  readonly periodName: string;
  /** Folder of its page below the site: "brand-a/marketing/2026-W47". */
  readonly folder: string;
}

/** An edition that was made again after it had been published. */
export interface Revision {
  readonly at: Instant;
  /** Completed: its data were not all there before. Corrected: it was made again on purpose. */
  readonly kind: 'completed' | 'corrected';
  /** The headline figures that differ; none where other numbers do. */
  readonly changes: readonly { readonly metric: string; readonly was: number | null; readonly is: number | null }[];
}

/** All the data that one edition needs, as it is stored: in no language but its readers' names for things. */
export interface StoredSnapshot extends Omit<Snapshot, 'version' | 'headline' | 'insights' | 'alerts' | 'cautions'> {
  readonly version: 2;
  /** Ways to say what happened, the fullest first. */
  readonly headline: readonly Message[];
  readonly insights: Readonly<Record<string, readonly Message[]>>;
  readonly alerts: readonly Alert<Message>[];
  readonly cautions?: readonly Message[];
}

/**
 * An edition's data and what there is to say of them, in words: what pages and mails are made of. Before it is data, after it
 * is theme and layout. Earlier versions stored it like this.
 */
export interface Snapshot {
  readonly version: 1;
  readonly edition: EditionKey;
  /** The report's title; in a burst after the audience's: "Harbour · Your week". */
  readonly title: string;
  /** In a burst, the two titles by themselves. */
  readonly burst?: { readonly audience: string; readonly report: string };
  /** What happened in the period, as one sentence. */
  readonly headline: string;
  /** Per metric block: sentences, the weightiest first. */
  readonly insights: Readonly<Record<string, readonly string[]>>;
  readonly data: Readonly<Record<string, Block>>;
  readonly metrics: readonly MetricNote[];
  readonly asOf: readonly SourceAsOf[];
  readonly verdicts: readonly Verdict[];
  readonly alerts: readonly Alert[];
  /** How it differs from what was published before under its name, oldest change first; absent where it does not. */
  readonly revisions?: readonly Revision[];
  /** What else a reader must know before trusting it, as sentences: the brands that an edition had to leave out. */
  readonly cautions?: readonly string[];
  /**
   * Its period was not over in the data: it came out with a caution, and may be made once more when the rest has come.
   * Absent once its data are whole; what is missing for good (the days before the first row) makes nothing provisional.
   */
  readonly isProvisional?: true;
}
