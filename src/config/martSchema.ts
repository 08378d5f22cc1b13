import * as z from 'zod';
import { listOf, localText, oneOrMany, someText, sqlNameField, weekday, withoutRepeats } from '../schema/fields.ts';

const severity = z.enum(['error', 'warn']);

/** A column with its data tests; a missing value breaks none but `not_null`. */
const columnNotes = z.strictObject({
  description: someText.describe('what it holds, with its unit'),
  unique: z.boolean().optional().describe('No value twice'),
  not_null: z.boolean().optional().describe('Never missing'),
  values: z
    .union([
      z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
      z.record(z.string(), localText).refine((names) => Object.keys(names).length > 0, { error: 'It has no values.' }),
    ])
    .optional()
    .describe('Nothing but these; or these with what pages call them'),
  references: z
    .string()
    .regex(/^\w+\.\w+$/)
    .optional()
    .describe('<mart>.<column>: its values are there, wherever that mart has rows'),
  at_least: z.number().optional().describe('Never below'),
  at_most: z.number().optional().describe('Never above'),
  severity: severity.optional().describe('error (default) holds the reports that rest on it, warn is told on them'),
});
export type ColumnNotes = z.output<typeof columnNotes>;

/** queries/marts/<noun>.yml */
export const martSchema = z.strictObject({
  description: someText.optional().describe('What one row is'),
  key: oneOrMany(sqlNameField).optional().describe('The column, or columns, that no two rows share'),
  grain: someText
    .optional()
    .describe("The column that holds the grain's name, in a mart with a row per period of several grains"),
  expects: z
    .union([z.enum(['every_day', 'sparse']), listOf(weekday)])
    .optional()
    .describe(
      'The days that should have rows: every_day, a list of weekdays, or sparse; default: what its history shows',
    ),
  covered_by: oneOrMany(z.string().regex(/^\w+\.\w+$/))
    .optional()
    .describe('<mart>.<column>: the days of that mart tell for which periods there are data, not its own'),
  continued_by: oneOrMany(z.string().regex(/^\w+\.\w+$/))
    .optional()
    .describe(
      '<mart>.<column>: from its own first row on, the days of that mart tell for which periods there are data; for things of which few are new',
    ),
  looks_back: z
    .boolean()
    .optional()
    .describe('Whether its rows of a period tell of the period before, which then has to be whole too'),
  time: someText.optional().describe('The date or local timestamp that its metrics go by, unless one names another'),
  dimensions: z
    .array(sqlNameField)
    .check(withoutRepeats)
    .optional()
    .describe('The columns that its metrics may be split by, unless one names others'),
  columns: z
    .record(someText, z.union([someText, columnNotes]))
    .optional()
    .describe('What each column holds, and what must be true of it'),
  labels: z.record(someText, localText).optional().describe('What a page calls a dimension'),
});
export type MartFile = z.output<typeof martSchema>;
