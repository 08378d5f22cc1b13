import type { Comparison, Grain, PartOfDays } from '../types.ts';

/** How a value moved, its numbers already in the reader's writing. */
export type Movement =
  /** Nothing to compare with. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'steady'; readonly than: Comparison }
  /** By a share, by points, or by an amount. */
  | {
      readonly kind: 'by';
      readonly up: boolean;
      readonly amount: Amount;
      readonly than: Comparison;
      readonly before: string;
    }
  /** Where a share would say nothing: from 0, or many times over. */
  | { readonly kind: 'from'; readonly up: boolean; readonly than: Comparison; readonly before: string };

export interface Amount {
  readonly unit: 'share' | 'points' | 'number';
  readonly text: string;
}

/** One metric at the period. */
export interface Clause {
  readonly label: string;
  readonly value: string;
  readonly grain: Grain;
  /** Shares climb and drop where amounts grow and shrink; some languages tell them apart. */
  readonly isShare: boolean;
  readonly movement: Movement;
  /** How much of its period there is, where that is not whole. */
  readonly part?: PartOfDays;
}

/** What else there is to say of a clause, the weightiest first. */
export type Fact =
  | { readonly kind: 'target'; readonly bound: 'at_least' | 'at_most'; readonly limit: string; readonly met: boolean }
  /** The highest (or lowest) since a period, or of all `count` periods where no earlier one was as high. */
  | { readonly kind: 'record'; readonly highest: boolean; readonly since: string | null; readonly count: number }
  | { readonly kind: 'run'; readonly up: boolean; readonly length: number }
  | { readonly kind: 'year_ago'; readonly up: boolean; readonly amount: Amount };

/** What there is to say of a metric that is split into groups. */
export type SplitFact =
  /** One group's part of a change of the total, the others going the same way. */
  | {
      readonly kind: 'part';
      readonly group: string;
      readonly part: string;
      readonly up: boolean;
      readonly total: string;
    }
  /** One group moved further than the total, against the others. */
  | {
      readonly kind: 'against';
      readonly group: string;
      readonly part: string;
      readonly up: boolean;
      readonly total: string;
      readonly others: string;
    }
  | { readonly kind: 'share'; readonly group: string; readonly share: string }
  | {
      readonly kind: 'extremes';
      readonly highest: string;
      readonly most: string;
      readonly lowest: string;
      readonly least: string;
    }
  | {
      readonly kind: 'mover';
      readonly group: string;
      readonly up: boolean;
      readonly amount: string;
      readonly value: string;
    };

/** One metric over the brands of an edition that spans them; changes are signed texts: "+4.2%". */
export interface BrandsClause {
  readonly label: string;
  readonly isShare: boolean;
  readonly than: Comparison;
  readonly grain: Grain;
  /** How many can be compared, and at how many it rose and fell; the rest held steady. */
  readonly brands: number;
  readonly up: number;
  readonly down: number;
  /** Where it rose and fell most. */
  readonly rose: { readonly brand: string; readonly change: string } | undefined;
  readonly fell: { readonly brand: string; readonly change: string } | undefined;
  /** Who misses its target, of how many that have one. */
  readonly missed: readonly string[];
  readonly judged: number;
}

/** All that a language needs to tell the news. */
export interface Phrases {
  readonly notStated: string;
  readonly headline: (clauses: readonly Clause[], locale: string) => string;
  readonly sentence: (clause: Clause, facts: readonly Fact[]) => string;
  readonly splitSentence: (label: string, fact: SplitFact, locale: string) => string;
  readonly brandsHeadline: (clause: BrandsClause, locale: string) => string;
  readonly brandsSentence: (clause: BrandsClause) => string;
  readonly brandsMissed: (clause: BrandsClause, locale: string) => string;
  /** Nothing was measured in a period; as a sentence, and as a headline. */
  readonly noData: (period: string) => string;
  readonly noDataHeadline: (period: string) => string;
  /** Says whose or of which period a sentence or headline is, where that is not the edition's own. */
  readonly about: (scope: string, sentence: string) => string;
  /** The whole brand, in an edition for a part of it. */
  readonly allOf: (brand: string) => string;
  /** The data of a period are not whole; of some metrics, or of all that the edition shows where there are none named. */
  readonly partOf: (part: PartOfDays, period: string, metrics: readonly string[]) => string;
  /** There are figures, but none that a headline could tell. */
  readonly figures: (period: string) => string;
}
