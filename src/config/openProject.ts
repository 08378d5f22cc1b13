import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { Metric, Model, Place, Project, Source } from '../types.ts';
import { checkDrawings, type ReportTools } from './checkDrawings.ts';
import { loadProject } from './loadProject.ts';

/** SQL to be bound before anything runs. */
interface Statement {
  readonly name: string;
  readonly what: string;
  readonly sql: string;
  readonly place: Place;
  readonly parts?: readonly [];
  readonly parameters?: readonly ('period_start' | 'period_end' | 'grain' | 'brand')[];
  readonly distinctColumns?: boolean;
}

/** What is known of a project's SQL once it has been bound. */
interface Bound {
  readonly problems: readonly Problem[];
  readonly columnsOf: ReadonlyMap<string, ReturnType<ReportTools['columnsOfMetrics']>>;
}

/** What other rooms do with a project's parts. */
export interface ProjectTools<B extends Bound> extends Omit<ReportTools, 'columnsOfQuery' | 'columnsOfMetrics'> {
  readonly bindProject: (sql: {
    readonly sources: readonly Source[];
    readonly models: readonly Model[];
    readonly statements: readonly Statement[];
  }) => Promise<B>;
  readonly metricStatements: (metrics: readonly Metric[]) => readonly Statement[];
  readonly columnsOfMetrics: (
    request: Parameters<ReportTools['columnsOfMetrics']>[0],
    metrics: readonly Metric[],
  ) => ReturnType<ReportTools['columnsOfMetrics']>;
}

export interface OpenedProject<B> {
  readonly project: Project;
  /** What binding its SQL told: columns, uses, the order of the models. */
  readonly bound: B;
}

/**
 * A project with everything checked that can be checked before data comes: each file, all SQL, each report's body and
 * charts. Throws ProblemsError with all of it, by file and line.
 */
export async function openProject<B extends Bound>(root: string, tools: ProjectTools<B>): Promise<OpenedProject<B>> {
  const project = await loadProject(root);
  const bound = await tools.bindProject({ ...project, statements: statementsOf(project, tools) });
  const reportTools: ReportTools = {
    columnsOfQuery: (query) => bound.columnsOf.get(queryName(query)),
    columnsOfMetrics: (request) => tools.columnsOfMetrics(request, project.metrics),
    checkBody: tools.checkBody,
    checkChart: tools.checkChart,
  };
  const problems = [...bound.problems, ...project.reports.flatMap((report) => checkDrawings(report, reportTools))];
  if (problems.length > 0) throw new ProblemsError(problems.sort(byPlace));
  return { project, bound };
}

/** The name under which a report query's columns and uses are known. */
export function queryName(query: string): string {
  return `query ${query}`;
}

function statementsOf(
  project: Project,
  { metricStatements }: Pick<ProjectTools<Bound>, 'metricStatements'>,
): readonly Statement[] {
  const queries = project.queries.map(({ name, sql, place }): Statement => {
    const parameters = ['period_start', 'period_end', 'grain', 'brand'] as const;
    return { name: queryName(name), what: 'a report query', sql, place, parameters, distinctColumns: true };
  });
  const claims = project.checks.map(({ name, sql, place }) => ({ name: `check ${name}`, what: 'a check', sql, place }));
  return [...metricStatements(project.metrics), ...queries, ...claims];
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
