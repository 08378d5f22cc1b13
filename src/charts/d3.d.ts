/** The parts of d3-color and d3-interpolate that are used; the packages ship no types. */
declare module 'd3-color' {
  export function rgb(colour: string): { readonly r: number; readonly g: number; readonly b: number };
}

declare module 'd3-interpolate' {
  type Interpolator = (share: number) => string;
  export function interpolateLab(from: string, to: string): Interpolator;
  export function piecewise(interpolate: typeof interpolateLab, colours: readonly string[]): Interpolator;
}
