import type { ExtractManifest, Source, Unpulled } from '../types.ts';

/**
 * Why tables that are needed cannot be rested on, each reason once: they have never come, or all their rows are gone, which is what an
 * export that failed looks like. `tables` may name models too; they are passed over.
 */
export function absentAmong(request: {
  /** "source.table". */
  readonly tables: readonly string[];
  readonly sources: readonly Source[];
  readonly brand: string;
  readonly extracts: readonly ExtractManifest[];
  /** Sources that could not be pulled, with the reason. */
  readonly unpulled?: ReadonlyMap<string, Pick<Unpulled, 'reason'>>;
}): readonly string[] {
  const { tables, sources, brand, extracts, unpulled } = request;
  return sources
    .filter(({ brands }) => brands.includes(brand))
    .flatMap((source) => {
      const needed = source.tables.filter(({ name }) => tables.includes(`${source.name}.${name}`));
      const extractOf = (name: string) =>
        extracts.find((extract) => extract.source === source.name && extract.table === name);
      const absent = needed.filter(({ name }) => extractOf(name) === undefined);
      const why = unpulled?.get(source.name)?.reason ?? 'Run the stage "pull" first.';
      const isAll = absent.length === source.tables.length;
      const names = absent.map(({ name }) => `${source.name}.${name}`).join(', ');
      const never =
        absent.length === 0 ? [] : [`There is no data of ${isAll ? `the source "${source.name}"` : names} yet. ${why}`];
      const emptied = needed.flatMap(({ name, mayBeEmpty }) => {
        const rows = extractOf(name)?.emptied;
        return rows === undefined || mayBeEmpty === true
          ? []
          : [
              `${source.name}.${name} had ${rows} rows, and has none now: its export may have failed. Where that is right, say may_be_empty: true in queries/sources/${source.name}.yml.`,
            ];
      });
      return [...never, ...emptied];
    });
}
