import { quoteName } from '../../duckdb/sqlName.ts';
import { valueSql } from '../../formats/columnText.ts';
import type { Scan, StagedRelation } from '../../formats/stagedRelation.ts';

export interface TypedColumns {
  readonly names: readonly string[];
  /** As DuckDB spells them. */
  readonly types: readonly string[];
}

/** A relation as it is loaded: its rows, and the condition that they are to meet. */
export interface Part {
  readonly relation: StagedRelation;
  readonly scan: Scan;
  readonly filter: string;
}

/** Which of several files a row is of. A column of the table on its way, and of no extract. */
export const FILE_NUMBER = '"#file"';

/** The rows of all parts, one after the other, as columns of their types, and the number of their part, counted from `firstFile`. */
export function typedRowsSql(parts: readonly Part[], { names, types }: TypedColumns, firstFile: number): string {
  if (parts.length === 0) return `select ${[...names, FILE_NUMBER].map(() => 'null').join(', ')} where false`;
  const selects = groupsOf(parts).map(({ first, from, paths }) => {
    const { relation, scan, filter } = first;
    const values = names.map((name, index) => {
      const type = types[index] ?? 'VARCHAR';
      const value = relation.types[index] === type ? `v${index}` : valueSql(`v${index}`, type);
      return `${value} as ${quoteName(name)}`;
    });
    const number = `(${firstFile + from} + file_index)::integer as ${FILE_NUMBER}`;
    return `select ${[...values, number].join(', ')} from (${scan.sql(paths)}) where ${filter}`;
  });
  return selects.join(' union all ');
}

interface Group {
  readonly first: Part;
  /** The number of its first file. */
  readonly from: number;
  readonly paths: string[];
}

/** Neighbours that can be read as one: hundreds of selects, each with dozens of casts, take more to plan than to run. */
function groupsOf(parts: readonly Part[]): readonly Group[] {
  const groups: Group[] = [];
  for (const [from, part] of parts.entries()) {
    const last = groups.at(-1);
    const isAlike =
      last?.first.scan.layout === part.scan.layout &&
      last.first.filter === part.filter &&
      last.first.relation.types.join() === part.relation.types.join();
    if (isAlike) last.paths.push(part.scan.path);
    else groups.push({ first: part, from, paths: [part.scan.path] });
  }
  return groups;
}
