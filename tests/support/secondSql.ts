import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The SQL of a metric's second computation; `$customers` stands for the steps of customers.sql above its folder, which
 * many of them share. Undefined where there is none.
 */
export async function secondSql(path: string): Promise<string | undefined> {
  const sql = await readFile(path, 'utf8').catch(() => undefined);
  if (sql?.includes('$customers') !== true) return sql;
  const shared = await readFile(join(dirname(path), '..', 'customers.sql'), 'utf8');
  return sql.replace('$customers', () => shared.replace(/^--.*\n/, '').trimEnd());
}
