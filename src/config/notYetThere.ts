import type { Problem } from '../lib/problem.ts';
import type { Project } from '../types.ts';

/** What each kind of part is told by, where a project has none of it. */
const parts = [
  { of: 'brands', what: 'brand', folder: 'templates/brands', file: 'templates/brands/<brand>/brand.yml' },
  { of: 'teams', what: 'team', folder: 'templates/teams', file: 'templates/teams/<team>.yml' },
  { of: 'reports', what: 'report', folder: 'templates/reports', file: 'templates/reports/<report>/report.md' },
] as const;

/**
 * What a project without a brand has to be given before anything can come out of it. A project that is being begun is sound
 * all the same; a run of it is a mistake.
 */
export function notYetThere(project: Pick<Project, 'brands' | 'teams' | 'reports'>): readonly Problem[] {
  if (project.brands.length > 0) return [];
  return parts
    .filter(({ of }) => project[of].length === 0)
    .map(({ what, folder, file }) => ({ file: folder, message: `The project has no ${what}.`, hint: `Add ${file}.` }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
