import type { Chartist } from './chartist.ts';

/** Draws charts; what that takes (the chart libraries, the fonts) is loaded with the first one. */
export function lazyChartist(): Chartist {
  let opened: Promise<Chartist> | undefined;
  const chartist = (): Promise<Chartist> => {
    opened ??= import('./chartist.ts').then(({ createChartist }) => createChartist());
    return opened;
  };
  return {
    draw: async (request) => (await chartist()).draw(request),
    drawWidths: async (request) => (await chartist()).drawWidths(request),
    drawPng: async (request) => (await chartist()).drawPng(request),
  };
}
