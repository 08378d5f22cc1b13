import * as z from 'zod';
import { durationFault } from '../../schema/faults.ts';
import { textWithout } from '../../schema/fields.ts';

/** The keys of a table that is pulled by SQL, whatever the database. */
export const sqlTable = {
  overlap: z
    .union([textWithout(durationFault), z.number().min(0)])
    .optional()
    .describe('How far before the last cursor a pull looks again: 6h, 1d; for a number, a number. Default 1h, or 0'),
};

/** Of the whole source. */
export const sqlSource = {
  timeout_minutes: z.number().positive().optional().describe('How long the database may be silent; default 10'),
};

/** What pulling a table by SQL reads of its options: either of the first two. */
export type SqlTableOptions = {
  readonly table?: string | undefined;
  readonly select?: string | undefined;
  readonly overlap?: string | number | undefined;
};
