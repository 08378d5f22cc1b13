import { formatProblem, type Problem, ProblemsError, reasonsOf } from '../lib/problem.ts';
import type { Metric, Model, Weekday } from '../types.ts';
import type { RunQuery } from './measuredEdition.ts';
import { byName, inputsOf, metricNamed } from './metricInputs.ts';
import type { MetricQuery, PlannedStatement } from './metricQuery.ts';
import { planStatements } from './planStatements.ts';
import type { MetricResult } from './toBlock.ts';

interface QueriesRequest {
  /** The metric queries of each edition; editions of a burst have the same. */
  readonly asking: readonly { readonly id: string; readonly queries: readonly MetricQuery[] }[];
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly weekStart: Weekday;
  readonly run: RunQuery;
}

type Context = Omit<QueriesRequest, 'asking'>;

/**
 * Runs all metric queries in as few statements as there are grains and splits. Where one fails, the metrics that fail in it are
 * found, all others are run again without them, and the editions that show them have the reason, at each metric's own
 * place.
 */
export async function runMetricQueries({ asking, ...context }: QueriesRequest): Promise<{
  readonly results: readonly MetricResult[];
  /** Why editions have no result of one of their queries, by their ids. */
  readonly failed: ReadonlyMap<string, Error>;
}> {
  const results: MetricResult[] = [];
  const faults = new Map<string, readonly Problem[]>();
  const queries = new Map(asking.flatMap((one) => one.queries.map((query) => [query.id, query])));
  const statements = planStatements({ ...context, queries: [...queries.values()] });
  const run = (statement: PlannedStatement): Promise<Outcome> =>
    runAll(
      statement,
      statement.queryIds.flatMap((id) => queries.get(id) ?? []),
      context,
    );
  for (const outcome of await Promise.all(statements.map(run))) {
    results.push(...outcome.results);
    for (const [id, problems] of outcome.faults) faults.set(id, problems);
  }
  const failed = asking.flatMap(({ id, queries }): [string, Error][] => {
    const found = queries.flatMap((query) => faults.get(query.id) ?? []);
    const once = new Map(found.map((problem) => [formatProblem(problem), problem]));
    return once.size === 0 ? [] : [[id, new ProblemsError([...once.values()])]];
  });
  return { results, failed: new Map(failed) };
}

interface Outcome {
  readonly results: readonly MetricResult[];
  /** Why a query has no result, by its id. */
  readonly faults: ReadonlyMap<string, readonly Problem[]>;
}

async function runAll(
  statement: PlannedStatement,
  queries: readonly MetricQuery[],
  context: Context,
): Promise<Outcome> {
  const whole = await ask(statement, context);
  if ('table' in whole) return { results: [whole], faults: new Map() };
  const culprits = await culpritsIn(queries, whole, context);
  const faults = new Map<string, readonly Problem[]>();
  for (const { id, metrics } of queries) {
    const found = metrics.flatMap((name) => culprits.get(name) ?? []);
    if (found.length > 0) faults.set(id, found);
  }
  const sound = queries.filter(({ id }) => !faults.has(id));
  const rest = culprits.size === 0 ? [] : await askFor(sound, context);
  if (rest.every((one) => 'table' in one) && (rest.length > 0 || sound.length === 0)) return { results: rest, faults };
  // Each metric comes out by itself and all of them do not: they are short of time or memory together.
  const results: MetricResult[] = [];
  for (const query of sound) {
    for (const one of await askFor([query], context)) {
      if ('table' in one) results.push(one);
      else faults.set(query.id, one.problems);
    }
  }
  return { results, faults };
}

interface Failure {
  readonly problems: readonly Problem[];
  readonly ms: number;
}

async function ask(statement: PlannedStatement, { run }: Context): Promise<MetricResult | Failure> {
  const start = performance.now();
  try {
    return {
      statement,
      table: await run({ sql: statement.sql, place: { file: `(metrics by ${statement.grain})` } }, {}),
    };
  } catch (error) {
    const problems =
      error instanceof ProblemsError
        ? error.problems
        : reasonsOf(error).map((message): Problem => ({ file: '', message }));
    return { problems, ms: performance.now() - start };
  }
}

async function askFor(queries: readonly MetricQuery[], context: Context): Promise<readonly (MetricResult | Failure)[]> {
  const outcomes: (MetricResult | Failure)[] = [];
  for (const statement of planStatements({ ...context, queries })) outcomes.push(await ask(statement, context));
  return outcomes;
}

/** What fails in less than this is looked for by halves; else one by one, since each half may take as long again. */
const SLOW_MS = 10_000;

/** The metrics that fail by themselves, and why. */
async function culpritsIn(
  queries: readonly MetricQuery[],
  { ms }: Failure,
  context: Context,
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const culprits = new Map<string, readonly Problem[]>();
  const search = async (names: readonly string[], isKnownToFail: boolean): Promise<void> => {
    const [name] = names;
    if (name === undefined) return;
    if (names.length === 1) {
      const problems = await blame(name, queries, context);
      if (problems !== undefined) culprits.set(name, problems);
      return;
    }
    if (!isKnownToFail && (await failureOf(names, queries, context)) === undefined) return;
    const half = Math.ceil(names.length / 2);
    await search(names.slice(0, half), false);
    await search(names.slice(half), false);
  };
  const names = [...new Set(queries.flatMap(({ metrics }) => metrics))].sort();
  if (ms < SLOW_MS) await search(names, true);
  else for (const name of names) await search([name], true);
  return culprits;
}

async function failureOf(
  names: readonly string[],
  queries: readonly MetricQuery[],
  context: Context,
): Promise<Failure | undefined> {
  const part = queries.map((query) => ({ ...query, metrics: query.metrics.filter((name) => names.includes(name)) }));
  const outcomes = await askFor(
    part.filter(({ metrics }) => metrics.length > 0),
    context,
  );
  return outcomes.find((outcome) => 'problems' in outcome);
}

/** Why a metric fails, told of the one that it is computed from where that is what fails. */
async function blame(
  name: string,
  queries: readonly MetricQuery[],
  context: Context,
): Promise<readonly Problem[] | undefined> {
  const showing = queries.filter(({ metrics }) => metrics.includes(name));
  const alone = (metric: string): readonly MetricQuery[] => showing.map((query) => ({ ...query, metrics: [metric] }));
  const failure = await failureOf([name], alone(name), context);
  if (failure === undefined) return undefined;
  const metric = metricNamed(name, byName(context.metrics));
  const { rule } = metric;
  const inputs = rule.kind === 'rolling' || rule.kind === 'to_date' ? [rule.of] : inputsOf(metric);
  for (const input of inputs) {
    const found = await blame(input, alone(input), context);
    if (found !== undefined) return found;
  }
  const message = (said: string): string => `The metric "${name}" cannot be measured: ${said}`;
  return failure.problems.map((problem) => ({ ...problem, ...metric.place, message: message(problem.message) }));
}
