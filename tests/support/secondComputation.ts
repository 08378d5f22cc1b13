import { DuckDBInstance } from '@duckdb/node-api';

export type SecondRow = Readonly<Record<string, string | number | null>>;

/**
 * The rows of a plain select that reads the raw files itself, so that nothing of ours is between them and the numbers;
 * `$folder` stands for where they are. Days are texts, numbers are numbers.
 */
export async function secondComputation(folder: string, sql: string): Promise<readonly SecondRow[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(sql.replaceAll('$folder', folder.replaceAll("'", "''")));
    return result.getRowObjectsJson().map((row) => Object.fromEntries(Object.entries(row).map(plain)));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function plain([name, value]: readonly [string, unknown]): readonly [string, string | number | null] {
  if (value === null || value === undefined) return [name, null];
  const text = String(value);
  return [name, text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text];
}
