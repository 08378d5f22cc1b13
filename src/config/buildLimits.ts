import { timeLimitMs } from '../schema/faults.ts';
import type { Limits } from '../types.ts';
import type { SiteFile } from './siteSchemas.ts';

/** What one statement may take, by `limits` of templates/site.yml. */
export function buildLimits({ limits = {} }: Partial<SiteFile>): Limits {
  const { model = '15m', query = '2m', rows = 50_000 } = limits;
  return { modelMs: timeLimitMs(model), queryMs: timeLimitMs(query), blockRows: rows };
}
