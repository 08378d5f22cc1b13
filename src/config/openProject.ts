import { didYouMean, type Problem } from '../lib/problem.ts';
import type { Column, Metric, Model, Place, Project, Report, Source } from '../types.ts';
import { type BurstTools, checkBurst } from './checkBurst.ts';
import { checkDrawings, type ReportTools } from './checkDrawings.ts';
import { ProblemList } from './problemList.ts';
import { readProject } from './readProject.ts';
import { spanProblems } from './spanProblems.ts';

/** SQL to be bound before anything runs. */
interface Statement {
  readonly name: string;
  readonly what: string;
  readonly sql: string;
  readonly place: Place;
  readonly parts?: readonly [];
  readonly parameters?: readonly ('period_start' | 'period_end' | 'grain' | 'last' | 'brand' | 'audience')[];
  readonly distinctColumns?: boolean;
  /** What its columns must be, in their order, and what is wrong where they are not. */
  readonly expects?: readonly { readonly types: readonly Column['type'][]; readonly message: string }[];
}

/** What is known of a project's SQL once it has been bound. */
export interface Bound {
  readonly columnsOf: ReadonlyMap<string, readonly (Columns[number] & { readonly sqlType: string })[]>;
  readonly parametersOf: ReadonlyMap<string, readonly string[]>;
}

type Columns = NonNullable<ReturnType<ReportTools['columnsOfMetrics']>>;

/** What other rooms do with a project's parts. */
export interface ProjectTools<B extends Bound> extends Omit<ReportTools, 'columnsOfQuery' | 'columnsOfMetrics'> {
  readonly bindProject: (sql: {
    readonly sources: readonly Source[];
    readonly models: readonly Model[];
    readonly statements: readonly Statement[];
    readonly unread: readonly string[];
  }) => Promise<B & { readonly problems: readonly Problem[] }>;
  readonly metricStatements: (metrics: readonly Metric[]) => readonly Statement[];
  readonly columnsOfMetrics: (
    request: Parameters<ReportTools['columnsOfMetrics']>[0],
    metrics: readonly Metric[],
  ) => Columns;
  /** What is wrong with the files of layouts/, parts/, pages/ and mail/. */
  readonly checkTemplates: (root: string) => Promise<readonly Problem[]>;
  /** What goes wrong when bodies, and the mail, are made of sample data. */
  readonly renderBodies: (root: string, reports: readonly Report[]) => Promise<readonly Problem[]>;
  readonly checkMails: (root: string) => Promise<readonly Problem[]>;
}

export interface OpenRequest<B extends Bound> {
  readonly tools: () => Promise<ProjectTools<B>>;
  /** What binding told, where the same files have been found well before: they are not checked again. */
  readonly known?: B | undefined;
  /** What the sources lack that lies outside the project: secrets. Left out where nothing is to be pulled. */
  readonly sourceProblems?: (sources: readonly Source[]) => Promise<readonly Problem[]>;
}

export interface OpenedProject<B> {
  readonly project: Project;
  /** What binding its SQL told: columns, uses, the order of the models. */
  readonly bound: B;
}

/**
 * A project with everything checked that can be checked before data comes: each file, all SQL, each report's body and
 * charts. Throws ProblemsError with all of it, by file and line. What could not be read is told once, and not again by
 * whatever rests on it.
 */
export async function openProject<B extends Bound>(
  root: string,
  { tools, known, sourceProblems }: OpenRequest<B>,
): Promise<OpenedProject<B>> {
  const problems = new ProblemList();
  const { project, unread } = await readProject(root, problems);
  const bound = known ?? (await checkParts({ root, project, unread, problems, tools: await tools() }));
  problems.addAll((await sourceProblems?.(project.sources)) ?? []);
  problems.throwIfAny();
  return { project, bound };
}

interface PartsRequest<B extends Bound> {
  readonly root: string;
  readonly project: Project;
  readonly unread: readonly string[];
  readonly problems: ProblemList;
  readonly tools: ProjectTools<B>;
}

/** Binds all SQL and checks what rests on its columns: bodies, charts, bursts; and the templates. */
async function checkParts<B extends Bound>({ root, project, unread, problems, tools }: PartsRequest<B>): Promise<B> {
  const statements = statementsOf(project, tools);
  const bound = await tools.bindProject({ ...project, unread, statements });
  problems.addAll([...bound.problems, ...statements.flatMap((statement) => typeProblems(statement, bound))]);
  problems.addAll(project.models.flatMap((model) => columnProblems(model, bound)));
  const metrics = new Set(project.metrics.map(({ name }) => name));
  const reportTools: ReportTools = {
    columnsOfQuery: (query) => bound.columnsOf.get(statementName('query', query)),
    columnsOfMetrics: (request) =>
      request.metrics.every((name) => metrics.has(name)) ? tools.columnsOfMetrics(request, project.metrics) : undefined,
    checkBody: tools.checkBody,
    checkChart: tools.checkChart,
  };
  const burstTools: BurstTools = {
    columnsOfQuery: (query) => bound.columnsOf.get(statementName('query', query)),
    columnsOfModel: (model) => bound.columnsOf.get(model),
    parametersOfQuery: (query) => bound.parametersOf.get(statementName('query', query)) ?? [],
    metrics: project.metrics,
    brands: project.brands,
  };
  const sound: Report[] = [];
  for (const report of project.reports) {
    const drawings = checkDrawings(report, reportTools);
    problems.addAll([...drawings, ...checkBurst(report, burstTools)]);
    if (drawings.length === 0) sound.push(report);
  }
  problems.addAll(spanProblems(project, (report) => tools.checkBody(report, () => undefined).charts));
  const templates = await tools.checkTemplates(root);
  problems.addAll([...templates, ...(await tools.renderBodies(root, sound))]);
  if (!templates.some(({ file }) => file.startsWith('templates/mail/'))) problems.addAll(await tools.checkMails(root));
  return bound;
}

function typeProblems({ name, place, expects = [] }: Statement, { columnsOf }: Bound): readonly Problem[] {
  const columns = columnsOf.get(name);
  if (columns === undefined) return [];
  return expects.flatMap(({ types, message }, index) => {
    const type = columns[index]?.type;
    return type === undefined || types.includes(type) ? [] : [{ ...place, message }];
  });
}

/** A column that is described and is not there. */
function columnProblems({ name, columnPlaces = {} }: Model, { columnsOf }: Bound): readonly Problem[] {
  const known = columnsOf.get(name)?.map((column) => column.name.toLowerCase());
  if (known === undefined) return [];
  const missing = Object.entries(columnPlaces).filter(([column]) => !known.includes(column.toLowerCase()));
  return missing.map(([column, place]) => {
    return { ...place, message: `${name} has no column "${column}".`, hint: didYouMean(column, known) };
  });
}

/** The name under which a report query's or a check's columns and uses are known. */
export function statementName(kind: 'query' | 'check', name: string): string {
  return `${kind} ${name}`;
}

function statementsOf(
  project: Project,
  { metricStatements }: Pick<ProjectTools<Bound>, 'metricStatements'>,
): readonly Statement[] {
  const queries = project.queries.map(({ name, sql, place }): Statement => {
    const parameters = ['period_start', 'period_end', 'grain', 'last', 'brand', 'audience'] as const;
    return {
      name: statementName('query', name),
      what: 'a report query',
      sql,
      place,
      parameters,
      distinctColumns: true,
    };
  });
  const dataTests = project.checks.map((dataTest) => ({
    ...dataTest,
    name: statementName('check', dataTest.name),
    what: 'a check',
  }));
  const marts = new Set(project.models.map(({ name }) => name));
  // A mart that is not there has been told.
  const measurable = project.metrics.filter(({ rule }) => !('mart' in rule) || marts.has(rule.mart));
  return [...metricStatements(measurable), ...queries, ...dataTests];
}
