import type { ContentFile } from './contentFile.ts';
import type { Content } from './readContent.ts';
import type { SourceFile, SourceTableFile } from './sourceSchema.ts';
import { valueAt } from './valueAt.ts';

/**
 * What SQL may rightly name though it could not be read: sources ("crm"), single tables of a source ("crm.lead") and
 * models ("orders"). What is wrong with them was told.
 */
export function unreadTables({ sources, models, entities, names }: Content): readonly string[] {
  const readable = new Set([
    ...models.filter(({ sql }) => sql.trim() !== '').map(({ name }) => name),
    ...entities.filter(({ whole }) => whole !== undefined).map(({ name }) => name),
  ]);
  return [
    ...names.source.filter((name) => !sources.some((source) => source.name === name)),
    ...sources.flatMap(unreadTablesOf),
    ...[...names.staging, ...names.entity, ...names.mart].filter((name) => !readable.has(name)),
  ].sort();
}

function unreadTablesOf(source: ContentFile<SourceFile>): readonly string[] {
  const declared = source.yaml.raw['tables'];
  if (typeof declared !== 'object' || declared === null) return [source.name];
  const readable = new Set(readableTables(source).map(([name]) => name));
  const unread = Object.keys(declared).filter((name) => !readable.has(name));
  return unread.map((name) => `${source.name}.${name}`);
}

/** The tables of which every declared column could be read, and SQL can tell them apart. */
export function readableTables({
  yaml,
  known,
}: ContentFile<SourceFile>): readonly (readonly [string, SourceTableFile])[] {
  return Object.entries(known.tables ?? {}).filter(([name, { columns = {} }]) => {
    const declared = Object.keys(valueAt(yaml.raw, ['tables', name, 'columns']) ?? {});
    const apart = new Set(Object.keys(columns).map((column) => column.toLowerCase()));
    return declared.length > 0 && apart.size === declared.length;
  });
}
