import { inLanguage } from '../lib/localText.ts';
import type { Brand, ChartWidth, Column } from '../types.ts';
import { type CategoryLabels, dressEncoding, type EncodingContext } from './dressEncoding.ts';
import { expandRepeat } from './expandRepeat.ts';
import { fieldFormatsOf, formatsAfter, ticksSignal } from './fieldFormats.ts';
import { TABLE } from './fieldsOf.ts';
import { isObject, type Json, listOf, mapDeep, mapValues, objectOf, unitsOf } from './json.ts';
import { type LineEnds, lineEndsOf, withLineEnds } from './lineEnds.ts';
import { paintSpec } from './specColours.ts';
import { layOut } from './specLayout.ts';
import { themeConfig } from './theme.ts';

/** What a compiled chart depends on; colours and rows are not among it. */
export interface Dressing {
  readonly spec: Json;
  readonly columns: readonly Column[];
  readonly brand: Pick<Brand, 'locale' | 'currency'>;
  readonly labels: CategoryLabels;
  readonly width: ChartWidth;
  /** Columns with so few values that lines told apart by them can be named where they end. */
  readonly fewNames?: readonly string[];
}

interface ViewContext extends EncodingContext {
  readonly lineEnds: LineEnds;
  /** The channels of the views around. */
  readonly encoding: Json;
}

const BANDED_MARKS = new Set(['bar', 'rect', 'tick', 'boxplot']);
const LOCAL_TEXT_KEYS = new Set(['title', 'subtitle', 'text', 'value', 'datum']);

/**
 * Makes an author's specification one that Vega-Lite compiles to a finished chart: in one language, with labels and
 * formats from its columns, the theme, a size, and time in UTC. Title and description are taken away: they stand in
 * the page.
 */
export function dressSpec({ spec, columns, brand, labels, width, fewNames = [] }: Dressing): Json {
  const { title: _, description: __, $schema: ___, ...bare } = spec;
  const plain = mapDeep(expandRepeat(bare), (value, path) => inOneLanguage(inUtc(value, path), path, brand.locale));
  const context = {
    formats: fieldFormatsOf(columns, brand),
    ...brand,
    labels,
    banded: marksOf(plain).some((mark) => BANDED_MARKS.has(mark)),
    lineEnds: lineEndsOf({ spec: objectOf(plain), isWide: width === 'wide', fewNames }),
    encoding: {},
  };
  const dressed = dressView(objectOf(plain), context, columns);
  const laidOut = layOut(dressed, width);
  return paintSpec({
    ...laidOut,
    data: laidOut['data'] ?? { name: TABLE },
    params: [...listOf(laidOut['params']), ...paramsFor(columns)],
    padding: laidOut['padding'] ?? { left: 1, right: 2, top: 4, bottom: 1 },
    config: themeConfig(brand, width),
  });
}

function dressView(given: Json, outer: ViewContext, columns: readonly Column[]): Json {
  const formats = listOf(given['transform']).reduce<EncodingContext['formats']>(
    (known, transform) => formatsAfter(known, objectOf(transform), columns),
    outer.formats,
  );
  const view = withLineEnds(given, outer.encoding, { ...outer, formats });
  const context = {
    ...outer,
    formats,
    lineEnds: view === given ? outer.lineEnds : null,
    encoding: { ...outer.encoding, ...objectOf(view['encoding']) },
  };
  const inner = (child: unknown): Json => dressView(objectOf(child), context, columns);
  const parts: Record<string, unknown> = {};
  for (const key of ['layer', 'concat', 'hconcat', 'vconcat'])
    if (key in view) parts[key] = listOf(view[key]).map(inner);
  if ('layer' in parts) {
    const layers = listOf(parts['layer']).map(objectOf);
    parts['layer'] = shareAxes(view['encoding'] === undefined ? layers.map(drawnOnce) : layers);
  }
  if (isObject(view['spec'])) parts['spec'] = inner(view['spec']);
  if (isObject(view['encoding'])) parts['encoding'] = dressEncoding(view['encoding'], context);
  if (isObject(view['facet'])) parts['facet'] = dressFacet(view['facet'], context);
  return { ...view, ...parts };
}

/** A mark that no field touches, such as a target's line, is drawn once and not once per row. */
function drawnOnce(layer: Json): Json {
  const untouched = !/"(?:field|aggregate|bin|transform|data|layer|repeat)":|datum\b(?!":)/.test(JSON.stringify(layer));
  return untouched ? { data: { values: [{}] }, ...layer } : layer;
}

/** A line at a stated value shares its axis with the layers that have a field there, and so that axis's labels. */
function shareAxes(layers: readonly Json[]): readonly Json[] {
  const shared = (channel: string): Json =>
    unitsOf({ layer: layers })
      .map(({ encoding }) => objectOf(objectOf(encoding)[channel]))
      .find((definition) => 'field' in definition && isObject(definition['axis'])) ?? {};
  const axes = { x: shared('x')['axis'], y: shared('y')['axis'] };
  const withAxes = (view: Json): Json => ({
    ...view,
    ...(isObject(view['encoding'])
      ? {
          encoding: mapValues(view['encoding'], (channel, definition) => {
            const axis = channel === 'x' || channel === 'y' ? axes[channel] : undefined;
            const bare = isObject(definition) && 'datum' in definition && !('axis' in definition);
            return bare && axis !== undefined ? { ...definition, axis } : definition;
          }),
        }
      : {}),
    ...('layer' in view ? { layer: listOf(view['layer']).map((child) => withAxes(objectOf(child))) } : {}),
  });
  return layers.map(withAxes);
}

function dressFacet(facet: Json, context: EncodingContext): Json {
  return 'field' in facet ? objectOf(dressEncoding({ facet }, context)['facet']) : dressEncoding(facet, context);
}

/** Signals that a drawing sets: ticks per column of days, and how many entries of a legend stand in a row (0: all). */
function paramsFor(columns: readonly Column[]): readonly Json[] {
  const days = columns.flatMap(({ type }, index) => (type === 'day' ? [ticksSignal(index)] : []));
  const none = { days: [], times: [], labels: {}, newYears: [] };
  return [{ name: 'legendColumns', value: 0 }, ...days.map((name) => ({ name, value: none }))];
}

/** Parts of a date are those of UTC, whatever the machine's time zone; a day as a datum is an instant of UTC too. */
function inUtc(value: unknown, path: readonly (string | number)[]): unknown {
  if (path.at(-1) !== 'timeUnit') return value;
  if (typeof value === 'string') return value.startsWith('utc') || value.startsWith('binned') ? value : `utc${value}`;
  return isObject(value) ? { ...value, utc: true } : value;
}

/** `{"en": "Share", "ko": "비율"}` → one of them, where texts stand. */
function inOneLanguage(value: unknown, path: readonly (string | number)[], locale: string): unknown {
  if (!isObject(value) || !LOCAL_TEXT_KEYS.has(String(path.at(-1)))) return value;
  const texts = Object.entries(value);
  const isLocal =
    texts.length > 0 && texts.every(([key, text]) => /^[a-z]{2}(-[A-Z]{2})?$/.test(key) && typeof text === 'string');
  return isLocal ? inLanguage(Object.fromEntries(texts.map(([key, text]) => [key, String(text)])), locale) : value;
}

function marksOf(value: unknown): readonly string[] {
  const marks: string[] = [];
  mapDeep(value, (part, path) => {
    if (path.at(-1) === 'mark') marks.push(String(isObject(part) ? part['type'] : part));
    return part;
  });
  return marks;
}
