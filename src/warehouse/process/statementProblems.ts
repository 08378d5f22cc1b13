import type { ResultColumn } from '../../duckdb/columnKind.ts';
import type { SelectSyntax } from '../../duckdb/selectSyntax.ts';
import { didYouMean, type Problem } from '../../lib/problem.ts';
import { parameterPlace } from '../orderModels.ts';
import type { Statement } from './boundProject.ts';

/** Parameters that a statement of its kind does not have. */
export function parameterProblems(statement: Statement, { parameters }: SelectSyntax): Problem[] {
  const known: readonly string[] = statement.parameters ?? [];
  const names = known.map((name) => `$${name}`);
  return parameters
    .filter((name) => !known.includes(name))
    .map((name) => {
      const message = `There is no parameter $${name} in ${statement.what}.`;
      const hint = known.length === 0 ? 'It has none.' : didYouMean(`$${name}`, names);
      return { ...parameterPlace(statement, name), message, hint };
    });
}

/** Two columns of one name, where that is refused. */
export function sameNameProblem(
  { distinctColumns, place }: Statement,
  columns: readonly ResultColumn[],
): Problem | undefined {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (distinctColumns !== true || twice === undefined) return undefined;
  return { ...place, message: `Two columns are named "${twice}".`, hint: 'Name one of them otherwise with `as`.' };
}
