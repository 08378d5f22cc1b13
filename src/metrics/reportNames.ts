import type { Report } from '../types.ts';

/** Names of the metrics that a report shows, sorted. */
export function metricsIn({ data }: Pick<Report, 'data'>): readonly string[] {
  return [...new Set(data.flatMap((request) => (request.kind === 'metrics' ? request.metrics : [])))].sort();
}

/** Names of the queries that a report shows, sorted. */
export function queriesIn({ data }: Pick<Report, 'data'>): readonly string[] {
  return [...new Set(data.flatMap((request) => (request.kind === 'query' ? [request.query] : [])))].sort();
}
