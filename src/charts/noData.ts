import { createCanvas } from 'canvas';
import { languageOf } from '../lib/localText.ts';
import type { ChartWidth, Drawing, Table } from '../types.ts';
import { colourVariable } from './colours.ts';
import { CANVAS_FONTS } from './fonts.ts';
import { WIDTH_PX } from './specLayout.ts';
import type { SvgElement } from './svgTree.ts';

const HEIGHT_PX = 96;

const WORDS: Readonly<Record<string, string>> = {
  en: 'No data',
  ko: '데이터 없음',
  de: 'Keine Daten',
  es: 'Sin datos',
  fr: 'Aucune donnée',
  it: 'Nessun dato',
  nl: 'Geen gegevens',
  pt: 'Sem dados',
  sv: 'Inga data',
};

/** Whether a table has nothing to draw: no rows, or numbers that are all missing. */
export function hasNothingToShow({ columns, rows }: Table): boolean {
  const numbers = columns.flatMap(({ type }, index) => (type === 'number' ? [index] : []));
  return rows.length === 0 || (numbers.length > 0 && rows.every((row) => numbers.every((index) => row[index] == null)));
}

/** "No data" in a brand's language, in a chart's place. */
export function noDataSvg(locale: string, width: ChartWidth): { readonly svg: SvgElement } & Omit<Drawing, 'svg'> {
  const size = { width: String(WIDTH_PX[width]), height: String(HEIGHT_PX) };
  const text: SvgElement = {
    tag: 'text',
    attributes: { x: '50%', y: '50%', 'text-anchor': 'middle', 'font-size': '13', fill: colourVariable('muted') },
    children: [words(locale)],
  };
  const attributes = { ...size, viewBox: `0 0 ${size.width} ${size.height}` };
  return { svg: { tag: 'svg', attributes, children: [text] }, width: WIDTH_PX[width], height: HEIGHT_PX };
}

/** The same as a PNG on white. */
export function noDataPng(locale: string, width: ChartWidth, scale: number, colour: string): Uint8Array {
  const canvas = createCanvas(WIDTH_PX[width] * scale, HEIGHT_PX * scale);
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH_PX[width], HEIGHT_PX);
  context.fillStyle = colour;
  context.font = `13px ${CANVAS_FONTS}`;
  context.textAlign = 'center';
  context.fillText(words(locale), WIDTH_PX[width] / 2, HEIGHT_PX / 2);
  return canvas.toBuffer('image/png');
}

function words(locale: string): string {
  return WORDS[languageOf(locale)] ?? 'No data';
}
