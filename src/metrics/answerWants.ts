import { formatProblem, type Problem, ProblemsError, reasonsOf } from '../lib/problem.ts';
import type { Metric, Model, Weekday } from '../types.ts';
import type { RunQuery } from './measuredEdition.ts';
import { byName, inputsOf, metricNamed } from './metricInputs.ts';
import type { MetricQuery, MetricWant } from './metricQuery.ts';
import { planQueries } from './planQueries.ts';
import type { MetricAnswer } from './toBlock.ts';

interface WantsRequest {
  /** What each edition wants; editions of a burst want the same. */
  readonly asking: readonly { readonly id: string; readonly wants: readonly MetricWant[] }[];
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly weekStart: Weekday;
  readonly run: RunQuery;
}

type Context = Omit<WantsRequest, 'asking'>;

/**
 * Asks everything in as few statements as there are grains and splits. Where one fails, the metrics that fail in it are
 * found, all others are asked again without them, and the editions that show them have the reason, at each metric's own
 * place.
 */
export async function answerWants({ asking, ...context }: WantsRequest): Promise<{
  readonly answers: readonly MetricAnswer[];
  /** Why editions have no answer to one of their wants, by their ids. */
  readonly failed: ReadonlyMap<string, Error>;
}> {
  const answers: MetricAnswer[] = [];
  const faults = new Map<string, readonly Problem[]>();
  const wants = new Map(asking.flatMap((one) => one.wants.map((want) => [want.id, want])));
  for (const query of planQueries({ ...context, wants: [...wants.values()] })) {
    const own = query.wantIds.flatMap((id) => wants.get(id) ?? []);
    const outcome = await answerAll(query, own, context);
    answers.push(...outcome.answers);
    for (const [id, problems] of outcome.faults) faults.set(id, problems);
  }
  const failed = asking.flatMap(({ id, wants }): [string, Error][] => {
    const found = wants.flatMap((want) => faults.get(want.id) ?? []);
    const once = new Map(found.map((problem) => [formatProblem(problem), problem]));
    return once.size === 0 ? [] : [[id, new ProblemsError([...once.values()])]];
  });
  return { answers, failed: new Map(failed) };
}

interface Outcome {
  readonly answers: readonly MetricAnswer[];
  /** Why a want has no answer, by its id. */
  readonly faults: ReadonlyMap<string, readonly Problem[]>;
}

async function answerAll(query: MetricQuery, wants: readonly MetricWant[], context: Context): Promise<Outcome> {
  const whole = await ask(query, context);
  if ('table' in whole) return { answers: [whole], faults: new Map() };
  const culprits = await culpritsIn(wants, whole, context);
  const faults = new Map<string, readonly Problem[]>();
  for (const { id, metrics } of wants) {
    const found = metrics.flatMap((name) => culprits.get(name) ?? []);
    if (found.length > 0) faults.set(id, found);
  }
  const sound = wants.filter(({ id }) => !faults.has(id));
  const rest = culprits.size === 0 ? [] : await askFor(sound, context);
  if (rest.every((one) => 'table' in one) && (rest.length > 0 || sound.length === 0)) return { answers: rest, faults };
  // Each metric comes out by itself and all of them do not: they are short of time or memory together.
  const answers: MetricAnswer[] = [];
  for (const want of sound) {
    for (const one of await askFor([want], context)) {
      if ('table' in one) answers.push(one);
      else faults.set(want.id, one.problems);
    }
  }
  return { answers, faults };
}

interface Failure {
  readonly problems: readonly Problem[];
  readonly ms: number;
}

async function ask(query: MetricQuery, { run }: Context): Promise<MetricAnswer | Failure> {
  const start = performance.now();
  try {
    return { query, table: await run({ sql: query.sql, place: { file: `(metrics by ${query.grain})` } }, {}) };
  } catch (error) {
    const problems =
      error instanceof ProblemsError
        ? error.problems
        : reasonsOf(error).map((message): Problem => ({ file: '', message }));
    return { problems, ms: performance.now() - start };
  }
}

async function askFor(wants: readonly MetricWant[], context: Context): Promise<readonly (MetricAnswer | Failure)[]> {
  const outcomes: (MetricAnswer | Failure)[] = [];
  for (const query of planQueries({ ...context, wants })) outcomes.push(await ask(query, context));
  return outcomes;
}

/** What fails in less than this is looked for by halves; else one by one, since each half may take as long again. */
const SLOW_MS = 10_000;

/** The metrics that fail by themselves, and why. */
async function culpritsIn(
  wants: readonly MetricWant[],
  { ms }: Failure,
  context: Context,
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const culprits = new Map<string, readonly Problem[]>();
  const search = async (names: readonly string[], isKnownToFail: boolean): Promise<void> => {
    const [name] = names;
    if (name === undefined) return;
    if (names.length === 1) {
      const problems = await blame(name, wants, context);
      if (problems !== undefined) culprits.set(name, problems);
      return;
    }
    if (!isKnownToFail && (await failureOf(names, wants, context)) === undefined) return;
    const half = Math.ceil(names.length / 2);
    await search(names.slice(0, half), false);
    await search(names.slice(half), false);
  };
  const names = [...new Set(wants.flatMap(({ metrics }) => metrics))].sort();
  if (ms < SLOW_MS) await search(names, true);
  else for (const name of names) await search([name], true);
  return culprits;
}

async function failureOf(
  names: readonly string[],
  wants: readonly MetricWant[],
  context: Context,
): Promise<Failure | undefined> {
  const part = wants.map((want) => ({ ...want, metrics: want.metrics.filter((name) => names.includes(name)) }));
  const outcomes = await askFor(
    part.filter(({ metrics }) => metrics.length > 0),
    context,
  );
  return outcomes.find((outcome) => 'problems' in outcome);
}

/** Why a metric fails, told of the one that it is computed from where that is what fails. */
async function blame(
  name: string,
  wants: readonly MetricWant[],
  context: Context,
): Promise<readonly Problem[] | undefined> {
  const showing = wants.filter(({ metrics }) => metrics.includes(name));
  const alone = (metric: string): readonly MetricWant[] => showing.map((want) => ({ ...want, metrics: [metric] }));
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
