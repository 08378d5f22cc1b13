import { didYouMean } from '../lib/problem.ts';
import type { Fault } from '../schema/names.ts';
import type { Place } from '../types.ts';
import type { ProblemList } from './problemList.ts';

/** Where to put a thing of which there is none yet. */
const homes: Readonly<Record<string, string>> = {
  brand: 'templates/brands/<brand>/brand.yml',
  team: 'templates/teams/<team>.yml',
  source: 'queries/sources/<source>.yml',
  report: 'templates/reports/<report>/report.md',
  mart: 'queries/marts/<mart>.sql',
  metric: 'queries/metrics/<domain>.yml',
  query: 'queries/reports/<query>.sql',
  check: 'queries/checks/<check>.sql',
  chart: '<chart>.vl.json beside report.md',
};

/** What to say of a name that nothing has. */
export function unknownName({ what, name, known }: { what: string; name: string; known: readonly string[] }): Fault {
  const hint = didYouMean(name, known) || `Add it: ${homes[what]?.replace(`<${what}>`, name)}.`;
  return { message: `There is no ${what} named "${name}".`, hint };
}

/** Adds a problem where a name is not among the known ones. */
export function checkName(
  { what, name, known, place }: { what: string; name: string; known: readonly string[]; place: Place },
  problems: ProblemList,
): void {
  if (known.includes(name)) return;
  const { message, hint } = unknownName({ what, name, known });
  problems.add(place, message, hint);
}

/** "queries/metrics/sales.yml:12" */
export function placeName({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}
