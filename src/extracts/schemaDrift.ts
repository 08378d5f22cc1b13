import type { ColumnFamily } from '../connectors/connector.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { StoredManifest } from './extractManifest.ts';
import type { LoadRequest } from './tablePull.ts';

/** By DuckDB's names of types. */
const FAMILIES: readonly (readonly [RegExp, ColumnFamily])[] = [
  [/^VARCHAR|^ENUM/, 'text'],
  [/INT|^DECIMAL|^DOUBLE|^FLOAT/, 'number'],
  [/^BOOLEAN/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP|^TIME/, 'time'],
];

interface RemoteSystem {
  readonly families?: Readonly<Record<string, ColumnFamily>>;
  readonly undeclared?: readonly string[];
  readonly ignoredColumns: readonly string[];
  readonly foundTypes: Readonly<Record<string, string>>;
  /** Whether some rows were looked at, which may not have every column that there is. */
  readonly isPartial?: boolean;
}

/**
 * What the remote system's columns are now. A column that nobody declared is told once, when it is new. Throws a ProblemsError where
 * a declared column is of another family of types than at the last good pull: the same text may then mean something else.
 */
export function tellDrift(
  { pull, former }: LoadRequest,
  { families = {}, undeclared = [], ignoredColumns, foundTypes, isPartial = false }: RemoteSystem,
): Pick<StoredManifest, 'families' | 'undeclared'> {
  const { source, table, effects } = pull;
  const name = `${source.name}.${table.name}`;
  const typed = Object.entries(foundTypes).map(([column, type]) => [column, familyOf(type)] as const);
  const all = { ...Object.fromEntries(typed), ...families };
  const now = Object.fromEntries(Object.entries(all).filter(([column]) => column in table.columns));
  const before: Readonly<Record<string, ColumnFamily>> = Object.assign(
    {},
    ...former.map((manifest) => manifest?.families ?? {}),
  );
  const problems = Object.entries(now)
    .filter(([column, family]) => before[column] !== undefined && before[column] !== family)
    .map(([column, family]) => ({
      ...table.place,
      message: `The column "${column}" of ${name} was of the type ${before[column]}, and is ${family} now.`,
      hint: `Change its type in \`columns\`; or, where it is to stay, delete the folder extracts/${source.name}/${table.name} of the output.`,
    }));
  if (problems.length > 0) throw new ProblemsError(problems);

  const { brandColumn } = source;
  const found = [...new Set([...ignoredColumns, ...undeclared])].filter((column) => column !== brandColumn).sort();
  const known = new Set(former.flatMap((manifest) => manifest?.undeclared ?? []));
  // Of a remote system that lists all that it has, most is left out on purpose: only what comes to it later is news.
  const isFirst = former.every((manifest) => manifest === undefined);
  const told = isFirst ? found.filter((column) => ignoredColumns.includes(column)) : found;
  const fresh = told.filter((column) => !known.has(column)).map((column) => JSON.stringify(column));
  if (fresh.length > 0) effects.log.info(`${name}: columns that are not declared were left out: ${fresh.join(', ')}.`);
  const still = isPartial ? [...new Set([...known, ...found])].sort() : found;
  return { families: { ...before, ...now }, undeclared: still };
}

function familyOf(type: string): ColumnFamily {
  return FAMILIES.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}
