import type { Report } from '../types.ts';

/** Names of the metrics that a report shows, sorted. */
export function metricsIn({ data }: Pick<Report, 'data'>): readonly string[] {
  return [...new Set(data.flatMap((request) => (request.kind === 'metrics' ? request.metrics : [])))].sort();
}

/** Names of the queries that a report rests on, sorted: those that it shows, and that of its audiences. */
export function queriesIn({ data, burst }: Pick<Report, 'data' | 'burst'>): readonly string[] {
  const shown = data.flatMap((request) => (request.kind === 'query' ? [request.query] : []));
  return [...new Set([...shown, ...(burst === undefined ? [] : [burst.query])])].sort();
}
