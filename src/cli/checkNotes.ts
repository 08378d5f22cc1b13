import { notYetThere } from '../config/notYetThere.ts';
import type { Problem } from '../lib/problem.ts';
import { martsOf } from '../metrics/metricNotes.ts';
import type { Model, Project } from '../types.ts';

type LineageOf = (models: readonly string[]) => { readonly sources: readonly string[] };

/**
 * What is worth to know of a project in which nothing is wrong: what is still to be added before it is run, entities that no
 * source tells of, with how much rests on them alone, and reports that no brand gets.
 */
export function checkNotes(project: Project, lineageOf: LineageOf): readonly Problem[] {
  return [...notYetThere(project), ...unfedNotes(project, lineageOf), ...unreadReports(project)];
}

function unfedNotes({ models, metrics }: Project, lineageOf: LineageOf): readonly Problem[] {
  const entities = models.filter(({ contract }) => contract !== undefined);
  const unfed = entities.filter(({ contract }) => contract?.feeders.length === 0);
  if (unfed.length === 0) return [];
  const fed = new Set(models.map(({ name }) => name).filter((name) => lineageOf([name]).sources.length > 0));
  const isMeasured = (name: string): boolean => martsOf(name, metrics).every((mart) => fed.has(mart));
  const idle = metrics.filter(({ name }) => !isMeasured(name));
  const message =
    unfed.length === entities.length
      ? 'No source feeds an entity yet.'
      : `No source feeds ${unfed.length} of the ${entities.length} entities: ${listOf(unfed.map(nounOf))}.`;
  const hint = idle.length === 0 ? '' : `${idle.length} of the ${metrics.length} metrics have no data without them.`;
  return [{ file: 'queries/staging', message, hint }];
}

function unreadReports({ brands, reports }: Project): readonly Problem[] {
  const names = reports.filter(({ brands: own }) => own.length === 0).map(({ name }) => name);
  if (brands.length === 0 || names.length === 0) return [];
  const message = `No brand gets ${names.length === 1 ? 'the report' : 'the reports'} ${listOf(names)}.`;
  return [{ file: 'templates/reports', message, hint: 'A brand.yml names those that its brand gets: `reports`.' }];
}

/** "stg_orders" is the entity orders. */
function nounOf({ name }: Pick<Model, 'name'>): string {
  return name.replace(/^stg_/, '');
}

function listOf(names: readonly string[]): string {
  return names.toSorted().join(', ');
}
