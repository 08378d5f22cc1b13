import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ARITHMETIC } from '../../../src/duckdb/connection.ts';
import { closedPeriods } from '../../../src/lib/period.ts';
import type { MetricQuery, PlannedStatement } from '../../../src/metrics/metricQuery.ts';
import { planStatements } from '../../../src/metrics/planStatements.ts';
import { sliceRows } from '../../../src/metrics/sliceRows.ts';
import type { Cell, Grain, Metric, MetricRule, Model, Period, Weekday } from '../../../src/types.ts';
import { brandStatements } from '../../../src/warehouse/brandSql.ts';
import { rowsOf } from '../../support/rowsOf.ts';

export { rowsOf };

const place = { file: 'queries/metrics/test.yml', line: 1 };

export function metric(name: string, rule: MetricRule, more: Partial<Metric> = {}): Metric {
  const label = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
  return {
    ...{ name, domain: 'test', team: 'testers', label, description: `${label}.`, rule, dimensions: [] },
    ...{ format: 'integer', better: 'up', place },
    ...more,
  };
}

export function mart(name: string, grainColumn?: string): Model {
  return { name, layer: 'mart', sql: '', columns: {}, place, ...(grainColumn === undefined ? {} : { grainColumn }) };
}

/** The last periods of a grain that have closed by a day. */
export function periods(grain: Grain, endsBy: string, count: number, weekStart: Weekday = 'monday'): readonly Period[] {
  return closedPeriods({ grain, endsBy, count, weekStart });
}

/** An empty database with the macros that every brand's file has. */
export async function openBrand(weekStart: Weekday = 'monday'): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', ...ARITHMETIC });
  const connection = await instance.connect();
  const brand = { name: 'b', title: 'B', locale: 'en-GB', timeZone: 'UTC', weekStart, currency: 'EUR' };
  for (const statement of brandStatements(brand)) await connection.run(statement);
  return connection;
}

export interface Project {
  readonly metrics: readonly Metric[];
  readonly models?: readonly Model[];
  readonly weekStart?: Weekday;
}

export function plan(
  queries: readonly MetricQuery[],
  { metrics, models = [], weekStart = 'monday' }: Project,
): readonly PlannedStatement[] {
  return planStatements({ queries, metrics, models, weekStart });
}

/** The rows that each want gets, by its id. */
export async function measure(
  connection: DuckDBConnection,
  queries: readonly MetricQuery[],
  project: Project,
): Promise<ReadonlyMap<string, readonly (readonly Cell[])[]>> {
  const found = new Map<string, readonly (readonly Cell[])[]>();
  for (const statement of plan(queries, project)) {
    const table = await rowsOf(connection, statement.sql);
    for (const query of queries.filter(({ id }) => statement.queryIds.includes(id))) {
      found.set(query.id, sliceRows({ query, statement, table }).rows);
    }
  }
  return found;
}
