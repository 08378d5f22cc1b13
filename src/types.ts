/**
 * What passes between folders. Plain, read-only data and a few small interfaces; nothing here imports anything of the project's.
 *
 * Days are ISO strings ("2026-11-16") in the brand's time zone; instants are ISO strings in UTC
 * ("2026-11-23T05:00:00Z"). A period's `end` is exclusive.
 */
export type * from './types/editions.ts';
export type * from './types/effects.ts';
export type * from './types/extracts.ts';
export type * from './types/manifest.ts';
export type * from './types/metrics.ts';
export type * from './types/models.ts';
export type * from './types/parquetWriter.ts';
export type * from './types/place.ts';
export type * from './types/project.ts';
export type * from './types/reports.ts';
export type * from './types/runs.ts';
export type * from './types/snapshots.ts';
export type * from './types/tables.ts';
export type * from './types/time.ts';
export type * from './types/words.ts';
