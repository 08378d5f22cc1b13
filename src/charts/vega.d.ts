import 'vega';

/** What vega exports but its types forget. */
declare module 'vega' {
  /** A scale from 0…1 to colours, as "rgb(…)". */
  export function interpolateColors(colors: readonly string[], type: 'lab' | 'rgb' | 'hcl'): (share: number) => string;
}
