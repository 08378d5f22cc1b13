import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import { quoteName } from '../../duckdb/sqlName.ts';
import { failureOf, sqlProblem } from '../../duckdb/sqlProblem.ts';
import type { Uses } from '../../duckdb/tableUses.ts';
import { withinTime } from '../../duckdb/timeLimit.ts';
import { limited } from '../../lib/limited.ts';
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
  /** As many models are made side by side. Each statement has one thread: what comes of it depends on no number. */
  readonly connections: readonly DuckDBConnection[];
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
  /** Reads the extracts that a model reads as views, all of them; tells which could not be read. */
  readonly readThrough: (name: string) => Promise<readonly Problem[]>;
}

export const MODEL_MS = 15 * 60_000;

/** Makes models, each when what it reads is there, and looks at others. What fails is left out, with what rests on it. */
export async function runModels(run: Run): Promise<{
  readonly models: readonly BuiltModel[];
  /** Of those that were only looked at: whether they have rows. What fails has none. */
  readonly looked: ReadonlyMap<string, boolean>;
  readonly isFinal: boolean;
  /** Whether one was short of time or memory. */
  readonly isShort: boolean;
}> {
  const { connections, ordered, uses, failures } = run;
  const free = [...connections];
  const limit = limited(connections.length);
  const withConnection = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> =>
    limit(async () => {
      const connection = free.pop();
      if (connection === undefined) throw new Error('No connection is free.');
      return work(connection).finally(() => free.push(connection));
    });
  const outcomes = new Map<string, Promise<Outcome | undefined>>();
  const make = async (model: Model): Promise<Outcome | undefined> => {
    await Promise.all((uses.get(model.name)?.models ?? []).map((name) => outcomes.get(name)));
    if (failures.has(model.name)) return undefined;
    const missing = missingUnder(model, run);
    const made = missing.length > 0 ? undefined : await withConnection((one) => runModel(model, one, run));
    if (made === undefined || 'problems' in made) failures.set(model.name, made?.problems ?? missing);
    return made;
  };
  for (const model of ordered) outcomes.set(model.name, make(model));
  const made = (await allDone([...outcomes.values()])).filter((one) => one !== undefined);
  const looks = run.looked.map(async (model) => {
    return [model.name, await withConnection((one) => hasRows(model, one, run))] as const;
  });
  const looked = new Map(await allDone(looks));
  begin('');
  return {
    models: made.filter((one) => 'rows' in one),
    looked,
    isFinal: made.every((one) => 'rows' in one || one.isFinal),
    isShort: made.some((one) => 'isShort' in one && one.isShort),
  };
}

/** Nothing may be under way any more when one has thrown. */
async function allDone<T>(all: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}

type Outcome =
  | BuiltModel
  | { readonly problems: readonly Problem[]; readonly isFinal: boolean; readonly isShort: boolean };

function missingUnder({ name }: Model, { uses, failures }: Run): readonly Problem[] {
  const { models = [], sourceTables = [] } = uses.get(name) ?? {};
  const missing = [...models, ...sourceTables].flatMap((one) => failures.get(one) ?? []);
  return [...new Map(missing.map((problem) => [formatProblem(problem), problem])).values()];
}

async function hasRows(model: Model, connection: DuckDBConnection, run: Run): Promise<boolean> {
  const { culprits, failures, held } = run;
  if (culprits.has(model.name) || failures.has(model.name) || missingUnder(model, run).length > 0) return false;
  begin(model.name);
  const name = quoteName(model.name);
  try {
    if (!held.has(model.name)) await connection.run(`create view ${name} as\n${model.sql}`);
    const reader = await inTime(connection, run, `from ${name} limit 1`);
    if (!held.has(model.name)) await connection.run(`drop view ${name}`);
    return reader.currentRowCount > 0;
  } catch (error) {
    const failure = failureOf(error);
    if (tellsDamage(error) || failure === 'machine') throw error;
    if (failure === 'broken') throw new Broken(sqlProblem(error, model));
    return false;
  }
}

function inTime(connection: DuckDBConnection, { modelMs = MODEL_MS }: Run, sql: string): Promise<DuckDBResultReader> {
  const limit = { connection, limitMs: modelMs, onDeaf: () => giveUp('time') };
  return withinTime(limit, () => connection.runAndReadAll(sql));
}

/** An entity is a view: it only lays tables end to end, and nothing in it can fail. */
async function runModel(model: Model, connection: DuckDBConnection, run: Run): Promise<Outcome> {
  const { modelMs = MODEL_MS, culprits, readThrough } = run;
  const culprit = culprits.get(model.name);
  if (culprit !== undefined) return { problems: [culprit.problem], isFinal: culprit.isFinal, isShort: false };
  const kind = model.contract === undefined ? 'table' : 'view';
  const prefix = `create ${kind} ${quoteName(model.name)} as\n`;
  begin(model.name);
  try {
    const reader = await inTime(connection, run, `${prefix}${model.sql}`);
    return { name: model.name, rows: Number(reader.getRows()[0]?.[0] ?? 0) };
  } catch (error) {
    if (tellsDamage(error)) throw error;
    const context = { prefixBytes: Buffer.byteLength(prefix), limitMs: modelMs };
    const failure = failureOf(error);
    if (failure === 'machine') throw new ProblemsError([sqlProblem(error, model, context)]);
    if (failure === 'broken') throw new Broken(sqlProblem(error, model, context));
    // It may be the extract that cannot be read, and not the model.
    const unread = failure === 'data' ? await readThrough(model.name) : [];
    if (unread.length > 0) return { problems: unread, isFinal: false, isShort: false };
    const isFinal = failure === 'data';
    return { problems: [sqlProblem(error, model, context)], isFinal, isShort: !isFinal };
  }
}
