import { modelAt, statementAt } from './process/bindSql.ts';
import type { BindRequest, BoundProject } from './process/boundProject.ts';
import { withoutCulprits } from './process/culprits.ts';

export type { BoundProject, Statement } from './process/boundProject.ts';

/** Tables are empty here: what holds more is a value that a statement makes of nothing. */
const MOST_BYTES = 2 ** 30;
const LIMIT = '5 seconds of processor time to be prepared';

/**
 * Binds all SQL of a project in a process of its own: see bindSql. A statement that ends that process, or breaks DuckDB,
 * is a problem at its place, and all others are bound without it.
 */
export async function bindProject(project: Omit<BindRequest, 'culprits'>): Promise<BoundProject> {
  const { sources, models, statements, unread = [] } = project;
  const places = new Map([
    ...models.map(({ name, place }) => [modelAt(name), place] as const),
    ...statements.map(({ name, place }) => [statementAt(name), place] as const),
  ]);
  return withoutCulprits(
    'bind',
    { sources, models, statements, unread },
    { mostBytes: MOST_BYTES, limit: LIMIT, placeOf: (at) => places.get(at) },
  );
}
