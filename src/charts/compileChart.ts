import { parse, type Runtime, type Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type ChartColours, withPlainColours } from './colours.ts';
import { type Dressing, dressSpec } from './dressSpec.ts';
import { isObject, type Json, listOf, mapDeep, objectOf } from './json.ts';

/** A chart ready to be drawn over any table with the same columns. */
export interface CompiledChart {
  readonly vega: Json;
  readonly runtime: Runtime;
  /** How the specification wants columns of the table read, as Vega-Lite says it: `{"period": "date"}`. */
  readonly parse: Readonly<Record<string, string>>;
  /** Signals that hold the widths of the plots of a composite chart. */
  readonly widthSignals: readonly string[];
  /** Named data that is not the table: geographies. */
  readonly geographies: readonly string[];
}

/** Collects what Vega-Lite warns of, in place of a console. */
export function warningLog(warnings: string[]): NonNullable<Parameters<typeof compile>[1]>['logger'] {
  const logger = {
    level: () => logger,
    error: (...words: readonly unknown[]) => push(words),
    warn: (...words: readonly unknown[]) => push(words),
    info: () => logger,
    debug: () => logger,
  };
  const push = (words: readonly unknown[]): typeof logger => {
    warnings.push(words.map(String).join(' '));
    return logger;
  };
  return logger as unknown as NonNullable<Parameters<typeof compile>[1]>['logger'];
}

/** Vega-Lite to Vega, with the warnings that came up. Throws what Vega-Lite throws at a specification it cannot read. */
export function compileSpec(dressing: Dressing): { readonly vega: Json; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const options = { logger: warningLog(warnings) } as Parameters<typeof compile>[1];
  const { spec } = compile(dressSpec(dressing) as unknown as TopLevelSpec, options);
  return { vega: roomForTitles(onlyPlacesOnTheMap(ticksKnowTheirScale(objectOf(spec)))), warnings };
}

/** Compiles a chart once for many tables; with colours, one for pictures, in which they stand as plain hex values. */
export function compileChart(dressing: Dressing, tableName: string, colours?: ChartColours): CompiledChart {
  const { vega } = compileSpec(dressing);
  const painted = colours === undefined ? vega : objectOf(JSON.parse(withPlainColours(JSON.stringify(vega), colours)));
  const sources = listOf(painted['data']).map(objectOf);
  const table = sources.find(({ name }) => name === tableName);
  return {
    vega: painted,
    runtime: parse(painted as unknown as Spec),
    parse: objectOf(objectOf(table?.['format'])['parse']) as Record<string, string>,
    widthSignals: widthSignals(painted),
    geographies: sources.filter(isGeography(tableName)).map(({ name }) => String(name)),
  };
}

/** Where all plots stand below each other they share the drawing's own width. */
function widthSignals(vega: Json): readonly string[] {
  const names = listOf(vega['signals']).map((signal) => String(objectOf(signal)['name']));
  const own = names.filter((name) => /(?:^|_)(?:width|childWidth|child_width)$/.test(name));
  return typeof vega['width'] === 'number' ? [...own, 'width'] : own;
}

function isGeography(tableName: string): (source: Json) => boolean {
  return (source) =>
    source['name'] !== tableName && !['source', 'values', 'url', 'transform'].some((key) => key in source);
}

/** Hands a tick's label the ends of its axis: whether "5,000" or "5K" depends on what else stands there. */
function ticksKnowTheirScale(vega: Json): Json {
  const withDomain = (value: unknown, scale: unknown): unknown =>
    mapDeep(value, (part, path) =>
      typeof part === 'string' && path.at(-1) === 'signal' && /^tickText\(datum\.value, .*\)$/s.test(part)
        ? `${part.slice(0, -1)}, domain(${JSON.stringify(scale)}))`
        : part,
    );
  return objectOf(
    mapDeep(vega, (value, path) =>
      path.at(-2) === 'axes' && isObject(value) ? withDomain(value, value['scale']) : value,
    ),
  );
}

/** A place that the projection does not show has no point, which would be drawn at the corner. */
function onlyPlacesOnTheMap(vega: Json): Json {
  const withFilter = (transform: unknown): readonly unknown[] => {
    const { type, as } = objectOf(transform);
    if (type !== 'geopoint') return [transform];
    return [transform, { type: 'filter', expr: `isValid(datum[${JSON.stringify(listOf(as)[0])}])` }];
  };
  return objectOf(
    mapDeep(vega, (value, path) =>
      path.at(-1) === 'transform' && Array.isArray(value) ? value.flatMap(withFilter) : value,
    ),
  );
}

const TITLE_PX = 20;

/** The y axis's title stands above the plot, where Vega would put the legend. */
function roomForTitles(vega: Json): Json {
  const titled = listOf(vega['axes'])
    .map(objectOf)
    .some(({ orient, title }) => orient === 'left' && typeof title === 'string');
  if (!titled) return vega;
  return {
    ...vega,
    legends: listOf(vega['legends']).map((legend) => ({ offset: TITLE_PX + 10, ...objectOf(legend) })),
  };
}
