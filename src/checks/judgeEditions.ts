import type { Claim, EditionInWork, SourceAsOf, Verdict } from '../types.ts';
import { gateOf } from './gate.ts';
import { type Query, runClaims } from './runClaims.ts';

/** Editions and the state of the sources that their numbers come from. */
interface ToJudge {
  readonly edition: EditionInWork;
  readonly asOf: readonly SourceAsOf[];
}

/**
 * Runs the checks that any of the reports names, once each, and holds the editions whose gate says no. Returns those
 * that may go on with the verdicts of their own report's checks, and all verdicts.
 */
export async function judgeEditions<T extends ToJudge>(request: {
  readonly editions: readonly T[];
  readonly claims: readonly Claim[];
  readonly query: Query;
}): Promise<{
  readonly passed: readonly (T & { readonly verdicts: readonly Verdict[] })[];
  readonly verdicts: readonly Verdict[];
}> {
  const { editions, claims, query } = request;
  const named = claims.filter(({ name }) => editions.some(({ edition }) => edition.report.checks.includes(name)));
  const verdicts = await runClaims(named, query);
  const passed = editions.flatMap((one) => {
    const own = verdicts.filter(({ check }) => one.edition.report.checks.includes(check));
    const gate = gateOf(own, one.asOf);
    if (gate.kind === 'open') return [{ ...one, verdicts: own }];
    one.edition.hold(gate.reasons);
    return [];
  });
  return { passed, verdicts };
}
