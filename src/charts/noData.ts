import { createCanvas } from 'canvas';
import { languageOf } from '../lib/localText.ts';
import type { ChartWidth, Drawing, Table } from '../types.ts';
import { colourVariable } from './colours.ts';
import { fieldsOf } from './fieldsOf.ts';
import { CANVAS_FONTS } from './fonts.ts';
import type { Json } from './json.ts';
import { WIDTH_PX } from './specLayout.ts';
import type { SvgElement } from './svgTree.ts';

const HEIGHT_PX = 96;
/** Channels that put a mark on a map. */
const PLACES = new Set(['longitude', 'latitude']);

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

/** Whether a table has nothing for a chart to draw: no rows, or no number of those that it reads, or no place on its map. */
export function hasNothingToShow({ columns, rows }: Table, spec: Json): boolean {
  const uses = fieldsOf(spec);
  const numbers = columns.flatMap(({ name, type }, index) => (type === 'number' ? [{ name, index }] : []));
  const among = (fields: readonly string[]): readonly number[] =>
    numbers.filter(({ name }) => fields.includes(name)).map(({ index }) => index);
  const read = among(uses.map(({ field }) => field));
  const judged = read.length > 0 ? read : numbers.map(({ index }) => index);
  const places = among(uses.flatMap(({ field, path }) => (PLACES.has(String(path.at(-2))) ? [field] : [])));
  const none = (indexes: readonly number[]): boolean =>
    indexes.length > 0 && rows.every((row) => indexes.every((index) => row[index] == null));
  return rows.length === 0 || none(judged) || none(places);
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
