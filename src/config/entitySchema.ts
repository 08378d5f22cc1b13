import * as z from 'zod';
import { someText, sqlNameField, textWithout } from '../schema/fields.ts';
import { columnTypeFault } from './duckdbType.ts';

/** queries/staging/stg_<entity>.yml */
export const entitySchema = z.strictObject({
  description: someText.describe('what one row is'),
  columns: z
    .record(
      sqlNameField,
      z.strictObject({
        type: textWithout(columnTypeFault).describe('its DuckDB type, such as varchar or "decimal(18,4)"'),
        description: someText.describe('what it holds, with its unit'),
      }),
    )
    .refine((columns) => Object.keys(columns).length > 0, { error: 'It has no columns.' })
    .describe('the columns that marts find, whichever source the rows come from'),
});
export type EntityFile = z.output<typeof entitySchema>;
