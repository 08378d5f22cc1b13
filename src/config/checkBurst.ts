import { didYouMean, type Problem } from '../lib/problem.ts';
import type { Brand, Burst, DataRequest, Metric, Report } from '../types.ts';

interface TypedColumn {
  readonly name: string;
  /** DuckDB's own name. */
  readonly sqlType: string;
}

/** What binding the project's SQL told. */
export interface BurstTools {
  /** Undefined where it could not be bound, which is told elsewhere. */
  readonly columnsOfQuery: (query: string) => readonly TypedColumn[] | undefined;
  readonly columnsOfModel: (model: string) => readonly TypedColumn[] | undefined;
  readonly parametersOfQuery: (query: string) => readonly string[];
  readonly metrics: readonly Metric[];
  readonly brands: readonly Brand[];
}

const COLUMNS = ['audience', 'title', 'recipients'];
const NEEDED = ['audience', 'title'];
const WHAT_IT_HAS = 'It has the columns audience, title and, for mails, recipients.';

/** Everything that is wrong with how a report is made for each audience, once the columns of its SQL are known. */
export function checkBurst(report: Report, tools: BurstTools): readonly Problem[] {
  const { burst } = report;
  const queries = report.data.filter((request) => request.kind === 'query');
  if (burst === undefined) {
    return queries
      .filter(({ query }) => tools.parametersOfQuery(query).includes('audience'))
      .map(({ query, place }) => {
        const message = `The query ${query} uses $audience, and this report has no audience.`;
        return { ...place, message, hint: 'Give the report an "audience", or show another query.' };
      });
  }
  const id = tools.columnsOfQuery(burst.query)?.find(({ name }) => name === 'audience');
  return [
    ...audienceProblems(burst, tools),
    ...senderProblems(report, burst, tools),
    ...queries.flatMap((request) => queryProblems(request, { burst, id, tools })),
    ...martProblems(report, { burst, id, tools }),
  ];
}

function audienceProblems({ query, place }: Burst, tools: BurstTools): readonly Problem[] {
  const columns = tools.columnsOfQuery(query);
  if (columns === undefined) return [];
  const names = columns.map(({ name }) => name);
  const tell = (message: string, hint: string): Problem => ({ ...place, message, hint });
  const typed = (name: string): string | undefined => columns.find((column) => column.name === name)?.sqlType;
  const [audience, recipients] = [typed('audience'), typed('recipients')];
  return [
    ...NEEDED.filter((name) => !names.includes(name)).map((name) =>
      tell(`The query ${query} has no column "${name}".`, WHAT_IT_HAS),
    ),
    ...names
      .filter((name) => !COLUMNS.includes(name))
      .map((name) => tell(`The column "${name}" of ${query} means nothing here.`, didYouMean(name, COLUMNS))),
    ...(audience === undefined || idKind(audience) !== undefined
      ? []
      : [tell(`The column "audience" of ${query} is ${audience}.`, 'Make it text or a whole number.')]),
    ...(recipients === undefined || recipients === 'VARCHAR'
      ? []
      : [
          tell(`The column "recipients" of ${query} is ${recipients}.`, 'Make it text: addresses with commas between.'),
        ]),
    ...(tools.parametersOfQuery(query).includes('audience')
      ? [tell(`The query ${query} says who the audiences are, and cannot use $audience.`, 'Take it out.')]
      : []),
  ];
}

/** A brand from which nothing can be sent. */
function senderProblems({ brands }: Report, { query }: Burst, tools: BurstTools): readonly Problem[] {
  const isMailed = tools.columnsOfQuery(query)?.some(({ name }) => name === 'recipients') ?? false;
  const lacking = tools.brands.filter(({ name, mailFrom }) => isMailed && brands.includes(name) && mailFrom === '');
  return lacking.map(({ name, place }) => {
    const message = `The brand "${name}" has recipients by the query ${query}, but no mail_from.`;
    return { ...place, message, hint: 'Add it here, or to "defaults" in templates/site.yml.' };
  });
}

interface Surroundings {
  readonly burst: Burst;
  readonly id: TypedColumn | undefined;
  readonly tools: BurstTools;
}

/** A query either tells whose each row is, or is asked per audience, or is meant for the eyes of all: said, not assumed. */
function queryProblems(
  request: Extract<DataRequest, { kind: 'query' }>,
  { burst, id, tools }: Surroundings,
): readonly Problem[] {
  const { name, query, isOfAudience, place } = request;
  const columns = tools.columnsOfQuery(query);
  if (columns === undefined) return [];
  const own = columns.find((column) => column.name === burst.by);
  const isAsked = tools.parametersOfQuery(query).includes('audience');
  if (isOfAudience === undefined) {
    const message = `"${name}" is of all, and its query ${query} uses $audience.`;
    return isAsked ? [{ ...place, message, hint: 'Remove one of the two.' }] : [];
  }
  if (isAsked) return [];
  if (own === undefined) {
    const message = `Every audience would see all of "${name}": the query ${query} has no column "${burst.by}" and does not use $audience.`;
    return [{ ...place, message, hint: 'Write `of: all` if that is meant.' }];
  }
  return mismatch({ where: query, own, id, burst });
}

/** The dimension of the metrics and the audiences' ids are held against each other as they are written. */
function martProblems({ data }: Report, { burst, id, tools }: Surroundings): readonly Problem[] {
  const names = data.flatMap((request) => (request.kind === 'metrics' && request.isOfAudience ? request.metrics : []));
  const marts = new Set(names.flatMap((name) => martsUnder(name, tools.metrics)));
  return [...marts].flatMap((mart) => {
    const own = tools.columnsOfModel(mart)?.find(({ name }) => name === burst.by);
    return own === undefined ? [] : mismatch({ where: mart, own, id, burst });
  });
}

function martsUnder(name: string, metrics: readonly Metric[]): readonly string[] {
  const rule = metrics.find((metric) => metric.name === name)?.rule;
  if (rule === undefined) return [];
  if ('mart' in rule) return [rule.mart];
  const inputs = rule.kind === 'ratio' ? [rule.of, rule.to] : rule.kind === 'derived' ? rule.inputs : [rule.of];
  return inputs.flatMap((input) => martsUnder(input, metrics));
}

function mismatch(request: {
  readonly where: string;
  readonly own: TypedColumn;
  readonly id: TypedColumn | undefined;
  readonly burst: Burst;
}): readonly Problem[] {
  const { where, own, id, burst } = request;
  const kind = id === undefined ? undefined : idKind(id.sqlType);
  if (kind === undefined || idKind(own.sqlType) === kind) return [];
  const message = `"${burst.by}" is ${own.sqlType} in ${where}, and "audience" is ${id?.sqlType} in ${burst.query}.`;
  return [{ ...burst.place, message, hint: 'Make both text, or both whole numbers.' }];
}

function idKind(sqlType: string): 'text' | 'whole number' | undefined {
  if (/^(VARCHAR|ENUM|UUID)/.test(sqlType)) return 'text';
  return /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(sqlType) ? 'whole number' : undefined;
}
