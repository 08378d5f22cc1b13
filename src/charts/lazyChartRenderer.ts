import type { ChartRenderer } from './chartRenderer.ts';

/** Draws charts; what that takes (the chart libraries, the fonts) is loaded with the first one. */
export function lazyChartRenderer(mostBytes?: number): ChartRenderer {
  let opened: Promise<ChartRenderer> | undefined;
  const renderer = (): Promise<ChartRenderer> => {
    opened ??= import('./chartRenderer.ts').then(({ createChartRenderer }) => createChartRenderer(mostBytes));
    return opened;
  };
  return {
    draw: async (request) => (await renderer()).draw(request),
    drawWidths: async (request) => (await renderer()).drawWidths(request),
    drawPng: async (request) => (await renderer()).drawPng(request),
  };
}
