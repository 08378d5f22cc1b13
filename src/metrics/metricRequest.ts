import type { DataRequest } from '../types.ts';

export type MetricRequest = Extract<DataRequest, { kind: 'metrics' }>;
