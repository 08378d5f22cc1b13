import type { Uses } from '../../duckdb/tableUses.ts';
import type { Model } from '../../types.ts';

/** What a build makes, by names of models and source tables ("source.table"). */
export interface BuildPlan {
  readonly models: ReadonlySet<string>;
  /** Source tables whose rows have to be in the file. */
  readonly tables: ReadonlySet<string>;
  /** Source tables that only models read: a view over the files that their rows lie in is enough. */
  readonly views: ReadonlySet<string>;
  /** Models of which it is only looked whether they have rows: none of theirs has to be in the file. */
  readonly looked: ReadonlySet<string>;
}

/**
 * What has to be made for what is asked, beside what a file holds already. A model is a table, whose rows rest on nothing
 * any more; an entity is a view, and what it reads has to be there when it is read.
 */
export function buildPlan({
  asked,
  looked = [],
  held,
  models,
  uses,
}: {
  readonly asked: readonly string[];
  readonly looked?: readonly string[];
  readonly held: ReadonlySet<string>;
  readonly models: readonly Model[];
  /** What each model reads directly. */
  readonly uses: ReadonlyMap<string, Uses>;
}): BuildPlan {
  const isEntity = new Map(models.map(({ name, contract }) => [name, contract !== undefined]));
  const [made, tables, views] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const seen = new Set<string>();
  const readOf = (name: string): readonly string[] => {
    const { models: read = [], sourceTables = [] } = uses.get(name) ?? {};
    return [...read, ...sourceTables];
  };
  const visit = (name: string, isAsked: boolean): void => {
    const visited = `${isAsked} ${name}`;
    if (seen.has(visited)) return;
    seen.add(visited);
    const entity = isEntity.get(name);
    if (entity === undefined) {
      if (!held.has(name)) (isAsked ? tables : views).add(name);
      return;
    }
    if (!held.has(name)) made.add(name);
    else if (!entity) return;
    for (const one of readOf(name)) visit(one, isAsked && entity);
  };
  for (const name of asked) visit(name, true);
  const unmade = looked.filter((name) => !held.has(name) && !made.has(name));
  for (const name of unmade) for (const one of readOf(name)) visit(one, false);
  return { models: made, tables, views: views.difference(tables), looked: new Set(looked).difference(made) };
}
