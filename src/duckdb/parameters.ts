import { DuckDBDateValue, type DuckDBValue } from '@duckdb/node-api';
import type { Cell } from '../types.ts';

/**
 * The parameters that the engine knows, with a value to try them with. Those whose value is a day are bound as DATE:
 * as text, `$period_start - interval 7 day` would mean nothing.
 */
const SAMPLES = {
  period_start: '2000-01-03',
  period_end: '2000-01-10',
  grain: 'week',
  last: 13,
  brand: 'brand',
  audience: 'audience',
} as const;

export type ParameterName = keyof typeof SAMPLES;

const DAY_PARAMETERS: ReadonlySet<string> = new Set(['period_start', 'period_end']);
const MS_PER_DAY = 86_400_000;

/** A value as DuckDB takes it: days as DATE, by the parameter's name. */
export function parameterValue(name: string, value: Cell): DuckDBValue {
  if (!DAY_PARAMETERS.has(name) || typeof value !== 'string') return value;
  return new DuckDBDateValue(Date.parse(`${value}T00:00:00Z`) / MS_PER_DAY);
}

/** Some value of the parameter's type: binding needs no more. */
export function sampleValue(name: string): DuckDBValue {
  return parameterValue(name, (SAMPLES as Readonly<Record<string, string | number>>)[name] ?? '');
}
