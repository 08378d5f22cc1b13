import { loadProject } from '../../src/config/loadProject.ts';
import type { MetricRequest } from '../../src/metrics/metricRequest.ts';
import { planStatements } from '../../src/metrics/planStatements.ts';
import { type AskedBlock, queriesOf } from '../../src/metrics/queriesOf.ts';
import type { MeasuredRows } from '../../src/metrics/sliceRows.ts';
import { toBlock } from '../../src/metrics/toBlock.ts';
import type { Brand, Grain, Project } from '../../src/types.ts';

const projects = new Map<string, Promise<Project>>();

/** The table of a report's block of metrics ("report/block") at one grain, for the period, out of the rows that there are. */
export async function blockTable(asked: {
  /** The project. */
  readonly root: string;
  readonly block: string;
  readonly grain: Grain;
  readonly period: readonly [string, string];
  /** How many periods, in place of the block's own. */
  readonly last?: number;
  /** Of a report with an audience, whose. */
  readonly audience?: string;
  readonly brand: Pick<Brand, 'weekStart' | 'locale'>;
  readonly query: (sql: string) => Promise<MeasuredRows>;
}): Promise<MeasuredRows> {
  const { root, block: name, grain, last, audience } = asked;
  const { locale, weekStart } = asked.brand;
  const known = projects.get(root) ?? loadProject(root);
  projects.set(root, known);
  const { reports, metrics, models } = await known;
  const [folder, data] = name.split('/');
  const report = reports.find((one) => one.name === folder);
  const request = report?.data.find((one): one is MetricRequest => one.kind === 'metrics' && one.name === data);
  if (request === undefined) throw new Error(`There is no block of metrics "${name}".`);
  const [start, end] = asked.period;
  const dimension = report?.burst?.by;
  const block: AskedBlock = {
    id: 'case',
    request: { ...request, grains: [grain], ...(last === undefined ? {} : { last }) },
    period: { grain, start, end },
    weekStart,
    ...(audience === undefined || dimension === undefined
      ? {}
      : { own: { dimension, among: [audience, 'another'], id: audience } }),
  };
  const statements = planStatements({ queries: queriesOf(block), metrics, models, weekStart });
  const results = await Promise.all(
    statements.map(async (statement) => ({ statement, table: await asked.query(statement.sql) })),
  );
  const table = toBlock({ ...block, metrics, locale, results }).tables[grain];
  if (table === undefined) throw new Error(`"${name}" has no table of ${grain}.`);
  return table;
}
