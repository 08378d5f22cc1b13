import { closedPeriods } from '../../src/lib/period.ts';
import { measureEditions } from '../../src/metrics/measureEditions.ts';
import type { Cell, DataRequest, Grain, MetricBlock, Project, Report } from '../../src/types.ts';
import { BRAND, type EntityWarehouse } from './entityWarehouse.ts';

/** The day after the last one that has generated rows: a day, a month and a quarter end with it. */
export const ENDS_BY = '2026-10-01';

/** Metrics as a report would ask for them: `last` periods of a grain up to ENDS_BY, split by dimensions if any are named. */
export async function measuredBlock(request: {
  readonly project: Project;
  readonly made: EntityWarehouse;
  readonly grain: Grain;
  readonly last: number;
  readonly metrics: readonly string[];
  readonly by?: readonly string[];
}): Promise<MetricBlock> {
  const { project, made, grain, last, metrics, by = [] } = request;
  const data: DataRequest = {
    ...{ kind: 'metrics', name: 'all', metrics, grains: [grain], by, last },
    compare: ['previous', 'year_ago'],
    place: { file: '' },
  };
  const [period] = closedPeriods({ grain, endsBy: ENDS_BY, count: 1, weekStart: BRAND.weekStart });
  if (period === undefined) throw new Error(`No ${grain} has closed.`);
  const report = { name: 'all', data: [data] } as unknown as Report;
  const blocks = await measureEditions({
    ...{ editions: [{ id: 'all', period, report }], brand: BRAND, metrics: project.metrics },
    // Values as they are, not as pages call them.
    models: project.models.map(({ valueNames: _, ...model }) => model),
    ...{ queries: [], run: (sql, values) => made.warehouse.query(sql, values) },
  });
  const measured = blocks.get('all');
  if (measured === undefined || measured instanceof Error) throw measured ?? new Error('Nothing was measured.');
  return measured['all'] as MetricBlock;
}

/** Whether two ways of computing have come to one number; NULL is equal to nothing but NULL. */
export function areEqual(value: number | null, wanted: Cell): boolean {
  if (value === null || wanted === null) return value === wanted;
  return typeof wanted === 'number' && Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(value));
}
