/** Editions on their way to pages and prints. */
import type { Place } from './place.ts';
import type { Audience, Report } from './reports.ts';
import type { EditionKey } from './snapshots.ts';
import type { Instant } from './time.ts';

/** A chart that a report's body asks for. */
export interface ChartUse {
  readonly chart: string;
  readonly data: string;
  readonly place: Place;
}

export type ChartWidth = 'wide' | 'narrow';

/** One drawn chart: standalone SVG markup, ready to stand in a page. */
export interface Drawing {
  /** "" where there is nothing to draw. */
  readonly svg: string;
  /** What a reader has to know of it: values that have no place in it, an axis that is cut. */
  readonly notes: readonly string[];
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
  /** For whom it is, in a burst. */
  readonly audience?: Audience;
  /** Relative to the output folder. */
  readonly paths: EditionFiles;
  /** Whether nothing stands against it so far. */
  readonly isReady: boolean;
  /** Whether any of its files was made anew. */
  isRemade: boolean;
  /** A gate said no: what was published before stays. */
  hold(reasons: readonly string[]): void;
  fail(reasons: readonly string[]): void;
  /** Tells what a maintainer should see to, though the edition is as it should be. */
  warn(warnings: readonly string[]): void;
  /** It is not this run's. */
  leave(): void;
}
