import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB } from '../duckdb/connection.ts';
import { parseSelect, type SelectSyntax } from '../duckdb/selectSyntax.ts';
import { placeAt } from '../duckdb/sqlText.ts';
import { BRAND_TABLE, findUses, type KnownTables, knownTables, type Uses } from '../duckdb/tableUses.ts';
import type { Problem } from '../lib/problem.ts';
import type { Model, Source } from '../types.ts';

export interface OrderedModels {
  /** Each after those it uses; models with problems, and what depends on them, are left out. */
  readonly ordered: readonly Model[];
  /** Of every model that could be parsed. */
  readonly uses: ReadonlyMap<string, Uses>;
  readonly problems: readonly Problem[];
}

interface Parsed {
  readonly model: Model;
  readonly syntax: SelectSyntax;
  readonly uses: Uses;
  readonly isSound: boolean;
}

/** Orders models by what they read, as DuckDB's own parser sees it. Nothing is run and no table need exist. */
export async function orderModels(project: {
  readonly models: readonly Model[];
  readonly sources: readonly Source[];
}): Promise<OrderedModels> {
  const instance = await openDuckDB({});
  try {
    return await orderModelsOn(await instance.connect(), project);
  } finally {
    instance.closeSync();
  }
}

/** The same on an open connection, which is only asked to parse. */
export async function orderModelsOn(
  connection: DuckDBConnection,
  project: {
    readonly models: readonly Model[];
    readonly sources: readonly Source[];
    readonly unread?: readonly string[];
    /** Asked before each model is parsed: why it is not to be. */
    readonly culpritOf?: (model: Model) => Problem | undefined;
  },
): Promise<OrderedModels> {
  const { models, sources, unread, culpritOf = () => undefined } = project;
  const known = knownTables(models, sources, unread);
  const problems: Problem[] = [];
  const parsed = new Map<string, Parsed>();
  for (const model of models.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const culprit = culpritOf(model);
    if (culprit !== undefined) {
      problems.push(culprit);
      continue;
    }
    const select = await parseSelect(connection, model);
    if (!select.ok) {
      problems.push(...select.problems);
      continue;
    }
    const found = findUses(select.syntax, model, known);
    const own = [...found.problems, ...modelProblems(model, select.syntax)];
    problems.push(...own);
    parsed.set(model.name, { model, syntax: select.syntax, uses: found.uses, isSound: own.length === 0 });
  }
  const { ordered, circles } = sortByUse(parsed);
  problems.push(...circles.map((circle) => circleProblem(circle, parsed, known)));
  return { ordered, uses: new Map([...parsed].map(([name, { uses }]) => [name, uses])), problems };
}

function modelProblems(model: Model, { parameters }: SelectSyntax): Problem[] {
  const problems: Problem[] = [];
  if (model.name.toLowerCase() === BRAND_TABLE) {
    const message = `No model can be named "${model.name}": that is the table of one row about the brand.`;
    problems.push({ file: model.place.file, message, hint: 'Rename the file.' });
  }
  for (const name of parameters) {
    const message = `A model has no parameters, so there is no $${name}.`;
    problems.push({ ...parameterPlace(model, name), message, hint: 'Keep every period; reports choose theirs.' });
  }
  return problems;
}

/** The parser does not say where a parameter is: its first mention in the text. */
export function parameterPlace(text: Parameters<typeof placeAt>[0], name: string) {
  const index = text.sql.indexOf(`$${name}`);
  return placeAt(text, index < 0 ? undefined : Buffer.byteLength(text.sql.slice(0, index)));
}

/** Depth first, in the order of names: the same models are always in the same order. */
function sortByUse(parsed: ReadonlyMap<string, Parsed>): {
  readonly ordered: readonly Model[];
  readonly circles: readonly (readonly string[])[];
} {
  const ordered: Model[] = [];
  const circles: string[][] = [];
  const isSound = new Map<string, boolean>();
  const visit = (name: string, path: readonly string[]): boolean => {
    const start = path.indexOf(name);
    if (start >= 0) {
      circles.push([...path.slice(start), name]);
      return false;
    }
    const before = isSound.get(name);
    if (before !== undefined) return before;
    const entry = parsed.get(name);
    if (entry === undefined) return false;
    const areUsesSound = entry.uses.models.map((used) => visit(used, [...path, name])).every(Boolean);
    const sound = entry.isSound && areUsesSound;
    isSound.set(name, sound);
    if (sound) ordered.push(entry.model);
    return sound;
  };
  for (const name of parsed.keys()) visit(name, []);
  return { ordered, circles };
}

function circleProblem(circle: readonly string[], parsed: ReadonlyMap<string, Parsed>, known: KnownTables): Problem {
  const [name = '', next = ''] = circle;
  const entry = parsed.get(name);
  const mention = entry?.syntax.tables.find((table) => known.models.get(table.name.toLowerCase()) === next);
  const at = entry === undefined ? { file: name } : placeAt(entry.model, mention?.offset);
  const message = `Models cannot use each other in a circle: ${circle.join(' → ')}.`;
  const hint = circle.length > 2 ? 'Take one of these uses out.' : 'A `with` of another name reads like what is meant.';
  return { ...at, message, hint };
}
