import { didYouMean, type Problem } from '../lib/problem.ts';
import type { Model, Source } from '../types.ts';
import type { SelectSyntax, TableMention } from './selectSyntax.ts';
import { placeAt, type SqlText } from './sqlText.ts';

/** What a select reads directly: models by name, source tables as "source.table". Both sorted. */
export interface Uses {
  readonly models: readonly string[];
  readonly sourceTables: readonly string[];
}

/** Every table that SQL may name, by its lower-case name: DuckDB does not mind the case. */
export interface KnownTables {
  readonly models: ReadonlyMap<string, string>;
  readonly sourceTables: ReadonlyMap<string, string>;
  /** Sources ("crm"), source tables ("crm.lead") and models that are there, of which nobody knows the columns. */
  readonly unread: ReadonlySet<string>;
}

/** Every brand's file has it, with one row about the brand. */
export const BRAND_TABLE = 'brand';

export function knownTables(
  models: readonly Model[],
  sources: readonly Source[],
  unread: readonly string[] = [],
): KnownTables {
  const tables = sources.flatMap((source) => source.tables.map((table) => `${source.name}.${table.name}`));
  return {
    models: new Map(models.map(({ name }) => [name.toLowerCase(), name])),
    sourceTables: new Map(tables.map((name) => [name.toLowerCase(), name])),
    unread: new Set(unread.map((name) => name.toLowerCase())),
  };
}

/** Looks up what a select mentions; a table that nobody knows is a problem at its place. */
export function findUses(
  { tables }: SelectSyntax,
  text: SqlText,
  known: KnownTables,
): { readonly uses: Uses; readonly problems: readonly Problem[] } {
  const models = new Set<string>();
  const sourceTables = new Set<string>();
  const problems: Problem[] = [];
  for (const mention of tables) {
    const schema = mention.schema.toLowerCase();
    const isOurs = ['', 'main'].includes(schema);
    const name = mention.name.toLowerCase();
    const full = `${schema}.${name}`;
    const model = isOurs ? known.models.get(name) : undefined;
    const table = known.sourceTables.get(full);
    if (model !== undefined) models.add(model);
    else if (table !== undefined) sourceTables.add(table);
    else if (known.unread.has(isOurs ? name : schema) || known.unread.has(full)) sourceTables.add(full);
    else if (!isOurs || name !== BRAND_TABLE) problems.push(unknownTable(mention, text, known));
  }
  return { uses: { models: [...models].sort(), sourceTables: [...sourceTables].sort() }, problems };
}

function unknownTable({ schema, name, offset }: TableMention, text: SqlText, known: KnownTables): Problem {
  const at = placeAt(text, offset);
  if (/[/\\*]|\.\w+$/.test(name)) {
    const hint = 'Declare a source in queries/sources/ and select from its table.';
    return { ...at, message: `Files cannot be read here: '${name}'.`, hint };
  }
  const full = schema === '' ? name : `${schema}.${name}`;
  const all = [...known.models.values(), ...known.sourceTables.values(), BRAND_TABLE].sort();
  const homonym = all.find((other) => other.toLowerCase().endsWith(`.${name.toLowerCase()}`));
  const hint = homonym === undefined || schema !== '' ? didYouMean(full, all) : `Did you mean "${homonym}"?`;
  return { ...at, message: `There is no table "${full}".`, hint };
}
