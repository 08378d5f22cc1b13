import type * as z from 'zod';

/** The keys of queries/sources/<source>.yml that a connector has beside those of every source. */
export interface ConnectorOptions {
  /** Of the whole source; handed on as an option of each of its tables. May make `connection` a must. */
  readonly source: z.ZodRawShape;
  /** Of one table. */
  readonly table: z.ZodRawShape;
}

/** A table's `options`, as these keys declare them: what the schema let through is what the connector reads. */
export type OptionsOf<Keys extends ConnectorOptions> = Readonly<
  z.output<z.ZodObject<Omit<Keys['source'], 'connection'> & Keys['table']>>
>;
