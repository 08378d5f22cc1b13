import { didYouMean, type Problem, ProblemsError } from '../lib/problem.ts';
import type { Brand, Project, Report, Selection } from '../types.ts';

/** The brands and reports that are asked for. Throws ProblemsError for every name that the project does not have. */
export function selectProject(
  project: Project,
  { brands, teams, reports }: Selection,
): { readonly brands: readonly Brand[]; readonly reports: readonly Report[] } {
  const problems = [
    ...unknown('brand', brands, project.brands),
    ...unknown('team', teams, project.teams),
    ...unknown('report', reports, project.reports),
  ];
  if (problems.length > 0) throw new ProblemsError(problems);
  const asks = (names: readonly string[], name: string): boolean => names.length === 0 || names.includes(name);
  return {
    brands: project.brands.filter(({ name }) => asks(brands, name)),
    reports: project.reports.filter(({ name, team }) => asks(reports, name) && asks(teams, team)),
  };
}

function unknown(
  what: string,
  names: readonly string[],
  known: readonly { readonly name: string }[],
): readonly Problem[] {
  const candidates = known.map(({ name }) => name);
  return names
    .filter((name) => !candidates.includes(name))
    .map((name) => ({
      file: `--${what}`,
      message: `There is no ${what} named "${name}".`,
      hint: didYouMean(name, candidates),
    }));
}
