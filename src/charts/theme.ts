import type { Brand, ChartWidth } from '../types.ts';
import { colourVariable } from './colours.ts';
import { plainNumber } from './fieldFormats.ts';
import { CANVAS_FONTS } from './fonts.ts';
import type { Json } from './json.ts';

/** Nothing in a chart is smaller than this, so that it can be read on paper and on a phone. */
const TEXT_PX = 12;

const range = (prefix: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => colourVariable(`${prefix}-${from + index}`));

/**
 * The look of every chart, as a Vega-Lite configuration: text and thin rules, colour only where it means something, no
 * frame, the title of the y axis level above it, the legend on top where reading begins. Colours are custom properties;
 * `colours.ts` lists them.
 */
export function themeConfig(brand: Pick<Brand, 'locale' | 'currency'>, width: ChartWidth): Json {
  return {
    background: 'transparent',
    font: CANVAS_FONTS,
    aria: false,
    customFormatTypes: true,
    numberFormatType: 'numberText',
    numberFormat: plainNumber(brand),
    timeFormatType: 'dayText',
    timeFormat: brand.locale,
    view: { stroke: null, cornerRadius: 0 },
    ...axes(width),
    ...guides(width),
    ...marks(),
    range: {
      category: range('series', 1, 8),
      ordinal: range('scale', 1, 4),
      ramp: range('scale', 0, 4),
      heatmap: range('scale', 0, 4),
      diverging: [colourVariable('bad'), colourVariable('grid'), colourVariable('good')],
    },
    scale: { quantizeCount: 5, barBandPaddingInner: 0.25, tickBandPaddingInner: 0.25, bandPaddingOuter: 0.1 },
    facet: { spacing: 18, columns: 3 },
    concat: { spacing: 18 },
  };
}

function axes(width: ChartWidth): Json {
  const muted = colourVariable('muted');
  return {
    axis: {
      labelFontSize: TEXT_PX,
      labelColor: muted,
      labelLimit: width === 'wide' ? 200 : 116,
      labelPadding: 6,
      labelSeparation: 6,
      titleFontSize: TEXT_PX,
      titleFontWeight: 400,
      titleColor: muted,
      titleLimit: width === 'wide' ? 420 : 240,
      grid: false,
      gridColor: colourVariable('grid'),
      domainColor: muted,
      tickColor: muted,
      ticks: false,
    },
    axisX: { titlePadding: 8, labelAngle: 0 },
    axisY: { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleX: 0, titleY: -8 },
    axisQuantitative: { grid: true, domain: false, tickCount: width === 'wide' ? 5 : 4, labelFlush: false },
    axisTemporal: { grid: false, ticks: true, tickSize: 4, labelFlush: false, labelOverlap: 'greedy' },
    axisBand: { domain: true, labelOverlap: 'greedy' },
    axisYBand: { domain: false, labelOverlap: false, labelColor: colourVariable('ink') },
  };
}

function guides(width: ChartWidth): Json {
  const ink = colourVariable('ink');
  return {
    legend: {
      orient: 'top',
      direction: 'horizontal',
      columns: { signal: 'legendColumns' },
      columnPadding: 16,
      rowPadding: 4,
      offset: 12,
      padding: 0,
      labelFontSize: TEXT_PX,
      labelColor: ink,
      labelLimit: 220,
      labelOffset: 5,
      titleFontSize: TEXT_PX,
      titleFontWeight: 400,
      titleColor: colourVariable('muted'),
      titlePadding: 6,
      symbolSize: 110,
      gradientLength: width === 'wide' ? 240 : 180,
      gradientThickness: 10,
    },
    header: {
      title: null,
      labelFontSize: 13,
      labelFontWeight: 600,
      labelColor: ink,
      labelAnchor: 'start',
      labelPadding: 6,
      labelLimit: width === 'wide' ? 300 : 150,
    },
    title: {
      anchor: 'start',
      frame: 'group',
      fontSize: 13,
      fontWeight: 600,
      color: ink,
      offset: 10,
      limit: width === 'wide' ? 400 : 320,
    },
  };
}

function marks(): Json {
  const accent = colourVariable('accent');
  const ink = colourVariable('ink');
  return {
    mark: { color: accent },
    // A period without a value keeps its place on the axis.
    bar: { color: accent, invalid: 'show' },
    line: { color: accent, strokeWidth: 2, strokeJoin: 'round' },
    area: { color: accent, fillOpacity: 0.85, line: false },
    point: { color: accent, filled: true, size: 42, opacity: 0.75 },
    circle: { color: accent, opacity: 0.75 },
    square: { color: accent },
    tick: { color: ink, thickness: 2, opacity: 1 },
    rect: { color: accent, stroke: colourVariable('paper'), strokeWidth: 1 },
    rule: { color: ink, strokeWidth: 1 },
    arc: { color: accent, stroke: colourVariable('paper') },
    trail: { color: accent },
    geoshape: { fill: colourVariable('grid'), stroke: colourVariable('paper'), strokeWidth: 0.75 },
    text: { color: ink, fontSize: TEXT_PX, limit: 240 },
    boxplot: { rule: { color: ink }, median: { color: colourVariable('paper') } },
  };
}
