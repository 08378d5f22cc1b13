import type { SourceAsOf, Verdict } from '../types.ts';

/** Whether an edition may come out: held by an error that failed, or by data past its error limit; else free to go. */
export type Gate = { readonly kind: 'open' } | { readonly kind: 'held'; readonly reasons: readonly string[] };

/**
 * Decides from the verdicts of the report's own checks and the sources that its numbers come from. Warnings and late
 * data do not hold an edition: its page shows them.
 */
export function gateOf(verdicts: readonly Verdict[], asOf: readonly SourceAsOf[]): Gate {
  const broken = verdicts
    .filter(({ severity, failures }) => severity === 'error' && failures > 0)
    .map(({ check, description, failures }) => `Check ${check}: ${failures} rows break "${description}"`);
  const stale = asOf
    .filter(({ state }) => state === 'stale')
    .map(
      ({ source, at }) =>
        `Source ${source}: its data is as of ${at}, longer before the end of the period than its freshness allows`,
    );
  const reasons = [...broken, ...stale];
  return reasons.length === 0 ? { kind: 'open' } : { kind: 'held', reasons };
}
