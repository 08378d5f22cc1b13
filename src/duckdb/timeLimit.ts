import type { DuckDBConnection } from '@duckdb/node-api';

/** How often a statement that goes on is told again to stop: between two of its steps it may not have heard. */
const AGAIN_MS = 500;
/** After so long it is within a call that hears of nothing: one of a function on one value, or the planner's. */
const DEAF_MS = 5_000;

interface TimeLimit {
  readonly connection: DuckDBConnection;
  readonly limitMs: number;
  /** What ends a statement that does not stop when it is told to. */
  readonly onDeaf: () => void;
}

/** Does some work on a connection, whose statements are interrupted when the time is up. */
export async function withinTime<T>({ connection, limitMs, onDeaf }: TimeLimit, work: () => Promise<T>): Promise<T> {
  let again: NodeJS.Timeout | undefined;
  let deaf: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), AGAIN_MS);
    deaf = setTimeout(onDeaf, DEAF_MS);
  }, limitMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    clearTimeout(deaf);
    clearInterval(again);
  }
}
