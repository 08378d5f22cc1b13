import * as z from 'zod';
import {
  alertKeys,
  decimals,
  grain,
  localText,
  numberFormat,
  someText,
  sqlNameField,
  targetKeys,
  textWithout,
  withoutRepeats,
} from '../schema/fields.ts';
import { fileName } from '../schema/names.ts';

const metricSchema = z.strictObject({
  label: localText.describe('what readers call it'),
  description: localText.describe('what it measures, in a sentence'),
  team: textWithout(fileName).optional().describe("Its owner; default the file's"),
  mart: sqlNameField.optional().describe('Aggregate: the mart whose rows it measures'),
  time: someText
    .optional()
    .describe("Aggregate: the mart's date or local timestamp that puts a row in a period; default: its `time`"),
  sql: someText.optional().describe('Aggregate and level: the SQL expression over the rows'),
  where: someText.optional().describe('Aggregate and level: the rows that count'),
  dimensions: z
    .array(sqlNameField)
    .check(withoutRepeats)
    .optional()
    .describe(
      'Columns of the mart that reports may split it by; default: those of the mart, or those that all it is computed from share; [] for none',
    ),
  level: z
    .strictObject({
      mart: sqlNameField.describe('the mart whose rows it counts'),
      from: someText.describe('the column that says when a row began'),
      until: someText.optional().describe('The column that says when it ended'),
    })
    .optional()
    .describe("A stock at the period's end"),
  ratio: z
    .strictObject({
      of: sqlNameField.describe('the metric above the line'),
      to: sqlNameField.describe('the metric below the line'),
    })
    .optional()
    .describe('One metric divided by another'),
  derived: someText.optional().describe('A SQL expression over other metrics'),
  rolling: z
    .strictObject({ of: sqlNameField.describe('the metric'), days: z.int().min(1).max(3660).describe('how many days') })
    .optional()
    .describe('An aggregate over the days that end with the period'),
  to_date: z
    .strictObject({
      of: sqlNameField.describe('the metric'),
      since: z.enum(['week', 'month', 'quarter', 'year']).describe('week, month, quarter or year'),
    })
    .optional()
    .describe('An aggregate from the start of the week, month, quarter or year'),
  format: numberFormat.describe('how its values are written, such as integer or percent'),
  decimals: decimals.optional().describe('Digits after the decimal point'),
  better: z.enum(['up', 'down', 'neither']).describe('which way is good: up, down or neither'),
  target: z
    .strictObject({ ...targetKeys, grain: grain.optional() })
    .optional()
    .describe("What is wanted of every brand; with a grain, of that grain alone. A brand's own stand in its brand.yml"),
  alert: z
    .strictObject({ ...alertKeys, grain: grain.optional() })
    .optional()
    .describe('Limits for every brand; change_… is against the previous period, as a share'),
});
export type MetricFile = z.output<typeof metricSchema>;

/** queries/metrics/<domain>.yml */
export const metricsSchema = z.strictObject({
  title: localText.optional().describe('what a catalogue calls the domain; else the name of the file'),
  team: textWithout(fileName).optional().describe('Owner of these metrics, unless a metric names another'),
  metrics: z.record(sqlNameField, metricSchema).describe('the metrics by name'),
});
export type MetricsFile = z.output<typeof metricsSchema>;
