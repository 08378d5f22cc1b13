/** Models and metrics, as `config/` makes them of queries/marts and queries/metrics. */
import type { LocalText, Place } from './place.ts';
import type { CalendarGrain, Grain } from './time.ts';

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
  /** A SQL expression over other metrics. */
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
