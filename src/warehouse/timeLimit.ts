import type { DuckDBConnection } from '@duckdb/node-api';

/** How often a statement that goes on is told again to stop: between two of its steps it may not have heard. */
const AGAIN_MS = 500;

/**
 * Does some work on a connection, whose statements are interrupted when the time is up. A function that works on one
 * value is not interrupted within it.
 */
export async function withinTime<T>(connection: DuckDBConnection, limitMs: number, work: () => Promise<T>): Promise<T> {
  let again: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), AGAIN_MS);
  }, limitMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    clearInterval(again);
  }
}
