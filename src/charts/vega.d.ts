import 'vega';

/** What vega exports but its types forget. */
declare module 'vega' {
  /** A scale from 0…1 to colours, as "rgb(…)". */
  export function interpolateColors(colors: readonly string[], type: 'lab' | 'rgb' | 'hcl'): (share: number) => string;

  /** Widths of texts in pixels, as a view lays them out. */
  export const textMetrics: { width(item: object, text: string): number };
}
