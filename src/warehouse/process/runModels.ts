import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import { quoteName } from '../../duckdb/sqlName.ts';
import { failureOf, sqlProblem } from '../../duckdb/sqlProblem.ts';
import type { Uses } from '../../duckdb/tableUses.ts';
import { withinTime } from '../../duckdb/timeLimit.ts';
import { formatProblem, type Problem, ProblemsError } from '../../lib/problem.ts';
import { Broken } from '../../sandbox/broken.ts';
import { begin, giveUp } from '../../sandbox/sandboxWork.ts';
import type { Model } from '../../types.ts';
import { tellsDamage } from '../damage.ts';
import type { Culprits } from './culprit.ts';

export interface BuiltModel {
  readonly name: string;
  readonly rows: number;
}

interface Run {
  readonly connection: DuckDBConnection;
  /** Those that are to be made, each after those that it reads. */
  readonly ordered: readonly Model[];
  /** Those of which it is only looked whether they have rows. */
  readonly looked: readonly Model[];
  readonly held: ReadonlySet<string>;
  /** What each model reads directly. */
  readonly uses: ReadonlyMap<string, Uses>;
  /** Longest time that a model may take; default 15 minutes. */
  readonly modelMs?: number;
  /** Models that have ended the process before: they fail at once. */
  readonly culprits: Culprits;
  /** What is not there, and why; what fails is added. */
  readonly failures: Map<string, readonly Problem[]>;
  /** Makes tables of the views over extracts that a model reads; tells which of them could not be read. */
  readonly readThrough: (name: string) => Promise<readonly Problem[]>;
}

export const MODEL_MS = 15 * 60_000;

/** Makes models, one after the other, and looks at others. What fails is left out, with what rests on it. */
export async function runModels(run: Run): Promise<{
  readonly models: readonly BuiltModel[];
  /** Of those that were only looked at: whether they have rows. What fails has none. */
  readonly looked: ReadonlyMap<string, boolean>;
  readonly isFinal: boolean;
}> {
  const { ordered, failures } = run;
  const built: BuiltModel[] = [];
  let isFinal = true;
  for (const model of ordered) {
    if (failures.has(model.name)) continue;
    const missing = missingUnder(model, run);
    if (missing.length > 0) {
      failures.set(model.name, missing);
      continue;
    }
    const made = await runModel(model, run);
    if ('rows' in made) built.push(made);
    else failures.set(model.name, made.problems);
    isFinal &&= 'rows' in made || made.isFinal;
  }
  const looked = new Map<string, boolean>();
  for (const model of run.looked) looked.set(model.name, await hasRows(model, run));
  begin('');
  return { models: built, looked, isFinal };
}

function missingUnder({ name }: Model, { uses, failures }: Run): readonly Problem[] {
  const { models = [], sourceTables = [] } = uses.get(name) ?? {};
  const missing = [...models, ...sourceTables].flatMap((one) => failures.get(one) ?? []);
  return [...new Map(missing.map((problem) => [formatProblem(problem), problem])).values()];
}

async function hasRows(model: Model, run: Run): Promise<boolean> {
  const { connection, culprits, failures, held } = run;
  if (culprits.has(model.name) || failures.has(model.name) || missingUnder(model, run).length > 0) return false;
  begin(model.name);
  const name = quoteName(model.name);
  try {
    if (!held.has(model.name)) await connection.run(`create view ${name} as\n${model.sql}`);
    const reader = await limited(run, `from ${name} limit 1`);
    if (!held.has(model.name)) await connection.run(`drop view ${name}`);
    return reader.currentRowCount > 0;
  } catch (error) {
    const failure = failureOf(error);
    if (tellsDamage(error) || failure === 'machine') throw error;
    if (failure === 'broken') throw new Broken(sqlProblem(error, model));
    return false;
  }
}

function limited({ connection, modelMs = MODEL_MS }: Run, sql: string): Promise<DuckDBResultReader> {
  const limit = { connection, limitMs: modelMs, onDeaf: () => giveUp('time') };
  return withinTime(limit, () => connection.runAndReadAll(sql));
}

/** An entity is a view: it only lays tables end to end, and nothing in it can fail. */
async function runModel(
  model: Model,
  run: Run,
): Promise<BuiltModel | { readonly problems: readonly Problem[]; readonly isFinal: boolean }> {
  const { modelMs = MODEL_MS, culprits, readThrough } = run;
  const culprit = culprits.get(model.name);
  if (culprit !== undefined) return { problems: [culprit.problem], isFinal: culprit.isFinal };
  const kind = model.contract === undefined ? 'table' : 'view';
  const prefix = `create ${kind} ${quoteName(model.name)} as\n`;
  begin(model.name);
  try {
    const reader = await limited(run, `${prefix}${model.sql}`);
    return { name: model.name, rows: Number(reader.getRows()[0]?.[0] ?? 0) };
  } catch (error) {
    if (tellsDamage(error)) throw error;
    const context = { prefixBytes: Buffer.byteLength(prefix), limitMs: modelMs };
    const failure = failureOf(error);
    if (failure === 'machine') throw new ProblemsError([sqlProblem(error, model, context)]);
    if (failure === 'broken') throw new Broken(sqlProblem(error, model, context));
    // It may be the extract that cannot be read, and not the model.
    const unread = failure === 'data' ? await readThrough(model.name) : [];
    if (unread.length > 0) return { problems: unread, isFinal: false };
    return { problems: [sqlProblem(error, model, context)], isFinal: failure === 'data' };
  }
}
