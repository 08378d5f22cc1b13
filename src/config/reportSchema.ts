import * as z from 'zod';
import { durationFault, timeOfDayFault } from '../schema/faults.ts';
import {
  decimals,
  grain,
  listOf,
  localText,
  numberFormat,
  oneOrMany,
  someText,
  sqlNameField,
  textWithout,
  weekday,
  withoutRepeats,
} from '../schema/fields.ts';
import { dataName, fileName } from '../schema/names.ts';
import { NOT_AFTER } from './siteSchemas.ts';

const named = textWithout(fileName);

const periods = z.int().min(1).max(1000);

const columnLook = z.strictObject({
  label: localText.optional(),
  format: numberFormat.optional(),
  decimals: decimals.optional(),
});

const dimensionValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const dimensionValues = z.union([dimensionValue, z.array(dimensionValue).min(1).check(withoutRepeats)]);

const count = z.int().min(1).max(1000);

const dataRequest = z.strictObject({
  metrics: listOf(sqlNameField).optional().describe('The metrics that it shows'),
  query: named.optional().describe('A query of queries/reports/, instead of metrics'),
  grain: oneOrMany(grain).optional().describe("One grain or a list; the first is printed; default the schedule's"),
  by: oneOrMany(sqlNameField).optional().describe('Dimensions to split the metrics by'),
  compare: z
    .union([z.enum(['previous', 'year_ago']), z.array(z.enum(['previous', 'year_ago'])).check(withoutRepeats)])
    .optional()
    .describe('Of cards and sentences, default [previous]; of a split block columns, default none'),
  compare_rows: oneOrMany(z.enum(['previous', 'year_ago']))
    .optional()
    .describe('Of a block that is not split: columns of earlier values beside every period'),
  show: z
    .enum(['index', 'change_previous', 'change_year_ago'])
    .optional()
    .describe('Values against their own first one (= 100), or changes against an earlier period'),
  last: z
    .union([periods, z.partialRecord(grain, periods)])
    .optional()
    .describe('How many periods, or at which grain how many: {day: 30, week: 26}; default 13'),
  across: sqlNameField.optional().describe('One more dimension, whose values are columns: {% heat %}'),
  where: z
    .record(sqlNameField, z.union([dimensionValues, z.strictObject({ not: dimensionValues })]))
    .optional()
    .describe('Only what has these values of dimensions: {category: [Tea, Coffee], channel: {not: null}}'),
  order: z
    .union([sqlNameField, z.record(sqlNameField, z.enum(['ascending', 'descending']))])
    .optional()
    .describe('The metric that sorts the rows of each period, the highest first, or {metric: ascending}'),
  rank: z.boolean().optional().describe("Each row's place in this order, beside its former ones where it is compared"),
  share: z
    .union([sqlNameField, listOf(sqlNameField), z.record(sqlNameField, sqlNameField)])
    .optional()
    .describe('Metrics shown as shares of all groups too, or {metric: stated}, or {metric: a dimension}'),
  limit: z
    .union([count, z.strictObject({ rows: count.optional(), columns: count.optional() })])
    .optional()
    .describe('So many rows of each period by the order; with "across" also {rows: 12, columns: 8}'),
  other: z.boolean().optional().describe('One more row for all those beyond the limit'),
  columns: z
    .record(someText, columnLook)
    .optional()
    .describe("Labels and formats of a query's columns, or of those beside the metrics of a split block"),
  of: z
    .enum(['audience', 'all'])
    .optional()
    .describe("In a report with an audience: whose numbers it shows; default the audience's own"),
});
export type DataRequestFile = z.output<typeof dataRequest>;

const schedule = z.union([
  z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'yearly']),
  z.strictObject({
    every: z.enum(['day', 'week', 'month', 'quarter', 'year']).describe('day, week, month, quarter or year'),
    on: z
      .union([weekday, listOf(weekday), z.int().min(1).max(28)])
      .optional()
      .describe(
        'Of a day the weekdays on which it comes out, of a week one, of a month, quarter or year a day from 1 to 28 of its first month',
      ),
    at: textWithout(timeOfDayFault).optional().describe('Local time; default "06:00"'),
  }),
]);
export type ScheduleFile = z.output<typeof schedule>;

/** Front matter of templates/reports/<report>/report.md */
export const reportSchema = z.strictObject({
  title: localText.describe("the report's title"),
  team: named.describe('whose report it is'),
  brands: listOf(named).optional().describe('Default all'),
  aliases: listOf(named).optional().describe('What its folder was called before: those editions are its own'),
  address: named
    .optional()
    .describe("Last part of its address; default the folder's name, or none where that is the team's"),
  schedule: schedule.describe('daily, weekly, monthly, quarterly or yearly, or {every: week, on: monday, at: "06:00"}'),
  audience: z
    .strictObject({
      query: named.describe('A query of queries/reports/ with the columns audience, title and, for mails, recipients'),
      by: sqlNameField.describe('The dimension, and column of queries, that says whose a row is'),
    })
    .optional()
    .describe('For one edition per row of a query'),
  data: z.record(textWithout(dataName), dataRequest).describe('what it shows, by the names that the body uses'),
  checks: z.array(named).check(withoutRepeats).optional().describe('Claims that have to hold before it comes out'),
  mail: z
    .strictObject({
      charts: z
        .array(named)
        .max(2)
        .check(withoutRepeats)
        .optional()
        .describe('Charts that the mail shows, at most two'),
      not_after: textWithout(durationFault).optional().describe(NOT_AFTER),
    })
    .optional(),
});
export type ReportFile = z.output<typeof reportSchema>;
