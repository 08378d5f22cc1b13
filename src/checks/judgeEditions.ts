import type { DataTest, EditionInWork, SourceAsOf, Verdict } from '../types.ts';
import { gateOf } from './gate.ts';
import { type Query, runDataTests } from './runDataTests.ts';

/** Editions, the state of the sources that their numbers come from, and the models on the way from there. */
interface ToJudge {
  readonly edition: Pick<EditionInWork, 'report' | 'hold'>;
  readonly asOf: readonly SourceAsOf[];
  readonly models: readonly string[];
}

/**
 * Runs the checks that any of the reports names or whose model it rests on, once each, and holds the editions whose
 * gate says no. A check that cannot be made, of whatever severity, vouches for nothing: it holds the editions that it
 * judges. Returns those that may go on with the verdicts of their own report's checks, and all verdicts.
 */
export async function judgeEditions<T extends ToJudge>(request: {
  readonly editions: readonly T[];
  readonly dataTests: readonly DataTest[];
  readonly query: Query;
  /** Why something that a check reads is not there. */
  readonly missing?: (dataTest: DataTest) => readonly string[];
}): Promise<{
  readonly passed: readonly (T & { readonly verdicts: readonly Verdict[] })[];
  readonly verdicts: readonly Verdict[];
}> {
  const { editions, dataTests, query, missing } = request;
  const isAbout = ({ edition, models }: T, { name, model }: Pick<DataTest, 'name' | 'model'>): boolean =>
    edition.report.checks.includes(name) || (model !== undefined && models.includes(model));
  const asked = dataTests.filter((dataTest) => editions.some((one) => isAbout(one, dataTest)));
  const { verdicts, faults } = await runDataTests(asked, query, missing);
  const passed = editions.flatMap((one) => {
    const names = new Set(asked.filter((dataTest) => isAbout(one, dataTest)).map(({ name }) => name));
    const own = verdicts.filter(({ check }) => names.has(check));
    const unmade = [...names].flatMap((name) =>
      (faults.get(name) ?? []).map((reason) => `Check ${name} could not be made: ${reason}`),
    );
    const gate = gateOf(own, one.asOf);
    if (gate.kind === 'open' && unmade.length === 0) return [{ ...one, verdicts: own }];
    one.edition.hold([...unmade, ...(gate.kind === 'held' ? gate.reasons : [])]);
    return [];
  });
  return { passed, verdicts };
}
