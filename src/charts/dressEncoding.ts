import { aggregateFormat, type FieldFormat, type FieldFormats, plainNumber } from './fieldFormats.ts';
import { isObject, type Json, objectOf } from './json.ts';
import type { NumberLook } from './numberText.ts';

/** What axes and legends say in place of an empty text, and of none. */
export interface CategoryLabels {
  readonly blank: string;
  readonly notStated: string;
}

/** Where an encoding stands. */
export interface EncodingContext {
  readonly formats: FieldFormats;
  readonly locale: string;
  readonly labels: CategoryLabels;
  readonly currency: string;
  /** Bars and cells stand in a band per day; lines run through time. */
  readonly banded: boolean;
}

type Guide = 'axis' | 'legend' | 'header' | 'text';

const GUIDES: Readonly<Record<string, Guide>> = {
  ...{ x: 'axis', y: 'axis', row: 'header', column: 'header', facet: 'header', text: 'text', tooltip: 'text' },
  ...{ color: 'legend', fill: 'legend', stroke: 'legend', opacity: 'legend', fillOpacity: 'legend' },
  ...{ strokeOpacity: 'legend', shape: 'legend', size: 'legend', strokeDash: 'legend', strokeWidth: 'legend' },
};

const COLOUR_CHANNELS = new Set(['color', 'fill', 'stroke']);
const OFFSET_CHANNELS = new Set([
  'x2',
  'y2',
  'order',
  'detail',
  'key',
  'latitude',
  'longitude',
  'latitude2',
  'longitude2',
]);

/** Gives every channel what its field brings along: type, title, number and date format, ticks. The author's word wins. */
export function dressEncoding(encoding: Json, context: EncodingContext): Json {
  return Object.fromEntries(
    Object.entries(encoding).map(([channel, definition]) => [
      channel,
      Array.isArray(definition)
        ? definition.map((item) => dressChannel(channel, item, context))
        : dressChannel(channel, definition, context),
    ]),
  );
}

function dressChannel(channel: string, definition: unknown, context: EncodingContext): unknown {
  if (!isObject(definition)) return definition;
  const condition = definition['condition'];
  const conditional = {
    ...definition,
    ...(isObject(condition) && 'field' in condition ? { condition: dressChannel(channel, condition, context) } : {}),
  };
  const guide = GUIDES[channel];
  if (guide === 'legend' && typeof definition['datum'] === 'string') return namedDatum(conditional, context);
  if (!('field' in definition || 'aggregate' in definition)) return conditional;
  if (guide === undefined) return OFFSET_CHANNELS.has(channel) ? conditional : withType(conditional, context);
  const typed = withScale(channel, withType(conditional, context));
  const fieldFormat = fieldFormatOf(typed, context);
  if (guide === 'text') return { ...formatFor(fieldFormat, typed, context), ...typed };
  return withGuide(guide, typed, fieldFormat, context);
}

/** A layer's own entry in a legend: a column's name becomes its label. */
function namedDatum(definition: Json, { formats }: EncodingContext): Json {
  const names = [...formats].flatMap(([name, fieldFormat]) =>
    fieldFormat.kind === 'number' ? [[name, fieldFormat.title ?? name] as const] : [],
  );
  const legend = {
    title: null,
    format: Object.fromEntries(names),
    formatType: 'nameText',
    ...objectOf(definition['legend']),
  };
  return definition['legend'] === null ? definition : { ...definition, legend };
}

function fieldFormatOf(definition: Json, { formats, locale, currency }: EncodingContext): FieldFormat | undefined {
  const { aggregate, field, stack } = definition;
  const fieldFormat = formats.get(String(field));
  // Shares of a whole, whatever it is that is shared.
  if (stack === 'normalize') {
    const title = fieldFormat?.kind === 'number' && fieldFormat.title !== null ? `${fieldFormat.title}, %` : null;
    return { kind: 'number', title, number: { format: 'percent', decimals: 0, locale, currency } };
  }
  if (aggregate === 'count' || aggregate === 'distinct') {
    return { kind: 'number', title: null, number: { format: 'integer', locale, currency } };
  }
  if (typeof aggregate === 'string') return aggregateFormat(fieldFormat, aggregate);
  return fieldFormat;
}

function withType(definition: Json, { formats, banded }: EncodingContext): Json {
  if ('type' in definition || 'bin' in definition || 'timeUnit' in definition) return definition;
  if (typeof definition['aggregate'] === 'string') return definition;
  const kind = formats.get(String(definition['field']))?.kind;
  if (kind === 'number') return { ...definition, type: 'quantitative' };
  if (kind === 'day' || kind === 'instant') return { ...definition, type: banded ? 'ordinal' : 'temporal' };
  return definition;
}

function isQuantity({ type, aggregate, bin }: Json): boolean {
  return (
    type === 'quantitative' ||
    (type === undefined && typeof aggregate === 'string') ||
    (type === undefined && bin === true)
  );
}

/** Time runs in UTC, and colours of numbers in steps: a step can follow the page's colours, a blend cannot. */
function withScale(channel: string, definition: Json): Json {
  const { type, scale, timeUnit, bin } = definition;
  const settings = objectOf(scale);
  if (scale === null || 'type' in settings) return definition;
  if (type === 'temporal' && timeUnit === undefined && (channel === 'x' || channel === 'y')) {
    return { ...definition, scale: { type: 'utc', ...settings } };
  }
  if (COLOUR_CHANNELS.has(channel) && isQuantity(definition) && bin === undefined) {
    return { ...definition, scale: { type: 'quantize', nice: true, ...settings } };
  }
  return definition;
}

function withGuide(
  guide: 'axis' | 'legend' | 'header',
  definition: Json,
  fieldFormat: FieldFormat | undefined,
  context: EncodingContext,
): Json {
  const given = definition[guide];
  if (given === null) return definition;
  const own = objectOf(given);
  const title = titleOf(definition, own, fieldFormat);
  const formatted = 'format' in own || 'formatType' in own || 'labelExpr' in own;
  return {
    ...definition,
    [guide]: {
      ...(title === undefined ? {} : { title }),
      ...(guide === 'axis' ? axisOf(definition, own, fieldFormat, context) : {}),
      ...(formatted ? {} : labelsFor(guide, fieldFormat, definition, context)),
      ...own,
    },
  };
}

/** A number says what it counts; days and names speak for themselves. */
function titleOf(definition: Json, own: Json, fieldFormat: FieldFormat | undefined): string | null | undefined {
  if ('title' in own || 'title' in definition || fieldFormat === undefined) return undefined;
  return fieldFormat.kind === 'number' ? fieldFormat.title : null;
}

/** Grid lines only where a number is read off, the zero line stronger than the rest. */
function axisOf(definition: Json, own: Json, fieldFormat: FieldFormat | undefined, { locale }: EncodingContext): Json {
  if (isQuantity(definition)) {
    return {
      gridColor: { condition: { test: 'datum.value === 0', value: 'muted' }, value: 'grid' },
      zindex: 0,
    };
  }
  if (fieldFormat?.kind !== 'day' || 'timeUnit' in definition) return {};
  const list = definition['type'] === 'temporal' ? 'times' : 'days';
  return {
    ...('values' in own ? {} : { values: { expr: `${fieldFormat.ticks}.${list}` } }),
    labelExpr: `dayLabel(datum.value, ${fieldFormat.ticks}, ${JSON.stringify(locale)})`,
    labelFontWeight: { condition: { test: `isNewYear(datum.value, ${fieldFormat.ticks})`, value: 600 }, value: 400 },
  };
}

function labelsFor(
  guide: Guide,
  fieldFormat: FieldFormat | undefined,
  definition: Json,
  context: EncodingContext,
): Json {
  if (fieldFormat?.kind === 'day' && guide === 'axis') return {};
  if (fieldFormat?.kind === 'text') {
    const { blank, notStated } = context.labels;
    // An empty text is not the same as none.
    const named = `datum.value === '' ? ${JSON.stringify(blank)} : datum.label`;
    return { labelExpr: `isValid(datum.value) ? ${named} : ${JSON.stringify(notStated)}` };
  }
  const { format, formatType } = formatFor(fieldFormat, definition, context);
  if (formatType === undefined) return {};
  return { format, formatType: formatType === 'numberText' && guide !== 'header' ? 'tickText' : formatType };
}

function formatFor(
  fieldFormat: FieldFormat | undefined,
  definition: Json,
  context: EncodingContext,
): { readonly format?: unknown; readonly formatType?: string } {
  if ('format' in definition || 'formatType' in definition || 'timeUnit' in definition) return {};
  switch (fieldFormat?.kind) {
    case 'number':
      return numberFormat(fieldFormat.number);
    case 'names':
      return { format: fieldFormat.names, formatType: 'nameText' };
    case 'day':
    case 'instant':
      return { format: context.locale, formatType: 'dayText' };
    default:
      return isQuantity(definition) ? numberFormat(plainNumber(context)) : {};
  }
}

function numberFormat(fieldFormat: NumberLook): { readonly format: unknown; readonly formatType: string } {
  return { format: fieldFormat, formatType: 'numberText' };
}
