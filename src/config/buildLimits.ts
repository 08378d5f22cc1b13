import type { Limits } from '../types.ts';
import { timeLimitMs } from './faults.ts';
import type { SiteFile } from './siteSchemas.ts';

/** What one statement may take, by `limits` of templates/site.yml. */
export function buildLimits({ limits = {} }: Partial<SiteFile>): Limits {
  const { model = '15m', query = '2m', rows = 50_000 } = limits;
  return { modelMs: timeLimitMs(model), queryMs: timeLimitMs(query), blockRows: rows };
}
