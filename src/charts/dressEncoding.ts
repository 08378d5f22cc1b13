import { languageOf } from '../lib/localText.ts';
import { aggregateLook, type FieldLook, type FieldLooks, plainNumber } from './fieldLooks.ts';
import { isObject, type Json, objectOf } from './json.ts';
import type { NumberLook } from './numberText.ts';

/** Where an encoding stands. */
export interface EncodingContext {
  readonly looks: FieldLooks;
  readonly locale: string;
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
  const look = lookOf(typed, context);
  if (guide === 'text') return { ...formatFor(look, typed, context), ...typed };
  return withGuide(guide, typed, look, context);
}

/** A layer's own entry in a legend: a column's name becomes its label. */
function namedDatum(definition: Json, { looks }: EncodingContext): Json {
  const names = [...looks].flatMap(([name, look]) =>
    look.kind === 'number' ? [[name, look.title ?? name] as const] : [],
  );
  const legend = {
    title: null,
    format: Object.fromEntries(names),
    formatType: 'nameText',
    ...objectOf(definition['legend']),
  };
  return definition['legend'] === null ? definition : { ...definition, legend };
}

function lookOf(definition: Json, { looks, locale, currency }: EncodingContext): FieldLook | undefined {
  const { aggregate, field, stack } = definition;
  const look = looks.get(String(field));
  // Shares of a whole, whatever it is that is shared.
  if (stack === 'normalize') {
    const title = look?.kind === 'number' && look.title !== null ? `${look.title}, %` : null;
    return { kind: 'number', title, number: { format: 'percent', decimals: 0, locale, currency } };
  }
  if (aggregate === 'count' || aggregate === 'distinct') {
    return { kind: 'number', title: null, number: { format: 'integer', locale, currency } };
  }
  if (typeof aggregate === 'string') return aggregateLook(look, aggregate);
  return look;
}

function withType(definition: Json, { looks, banded }: EncodingContext): Json {
  if ('type' in definition || 'bin' in definition || 'timeUnit' in definition) return definition;
  if (typeof definition['aggregate'] === 'string') return definition;
  const kind = looks.get(String(definition['field']))?.kind;
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
  look: FieldLook | undefined,
  context: EncodingContext,
): Json {
  const given = definition[guide];
  if (given === null) return definition;
  const own = objectOf(given);
  const title = titleOf(definition, own, look);
  const formatted = 'format' in own || 'formatType' in own || 'labelExpr' in own;
  return {
    ...definition,
    [guide]: {
      ...(title === undefined ? {} : { title }),
      ...(guide === 'axis' ? axisOf(definition, own, look, context) : {}),
      ...(formatted ? {} : labelsFor(guide, look, definition, context)),
      ...own,
    },
  };
}

/** A number says what it counts; days and names speak for themselves. */
function titleOf(definition: Json, own: Json, look: FieldLook | undefined): string | null | undefined {
  if ('title' in own || 'title' in definition || look === undefined) return undefined;
  return look.kind === 'number' ? look.title : null;
}

/** Grid lines only where a number is read off, the zero line stronger than the rest. */
function axisOf(definition: Json, own: Json, look: FieldLook | undefined, { locale }: EncodingContext): Json {
  if (isQuantity(definition)) {
    return {
      gridColor: { condition: { test: 'datum.value === 0', value: 'muted' }, value: 'grid' },
      zindex: 0,
    };
  }
  if (look?.kind !== 'day' || 'timeUnit' in definition) return {};
  const list = definition['type'] === 'temporal' ? 'times' : 'days';
  return {
    ...('values' in own ? {} : { values: { expr: `${look.ticks}.${list}` } }),
    labelExpr: `dayLabel(datum.value, ${look.ticks}, ${JSON.stringify(locale)})`,
    labelFontWeight: { condition: { test: `isNewYear(datum.value, ${look.ticks})`, value: 600 }, value: 400 },
  };
}

function labelsFor(guide: Guide, look: FieldLook | undefined, definition: Json, context: EncodingContext): Json {
  if (look?.kind === 'day' && guide === 'axis') return {};
  if (look?.kind === 'text') {
    const named = `datum.value === '' ? ${blank(context.locale)} : datum.label`;
    return { labelExpr: `isValid(datum.value) ? ${named} : ${notStated(context.locale)}` };
  }
  const { format, formatType } = formatFor(look, definition, context);
  if (formatType === undefined) return {};
  return { format, formatType: formatType === 'numberText' && guide !== 'header' ? 'tickText' : formatType };
}

/** What a group is called whose name is an empty text, which is not the same as none. */
function blank(locale: string): string {
  return JSON.stringify(languageOf(locale) === 'ko' ? '(빈칸)' : '(blank)');
}

/** What a group without a name is called. */
function notStated(locale: string): string {
  return JSON.stringify(languageOf(locale) === 'ko' ? '미기재' : 'Not stated');
}

function formatFor(
  look: FieldLook | undefined,
  definition: Json,
  context: EncodingContext,
): { readonly format?: unknown; readonly formatType?: string } {
  if ('format' in definition || 'formatType' in definition || 'timeUnit' in definition) return {};
  switch (look?.kind) {
    case 'number':
      return numberFormat(look.number);
    case 'names':
      return { format: look.names, formatType: 'nameText' };
    case 'day':
    case 'instant':
      return { format: context.locale, formatType: 'dayText' };
    default:
      return isQuantity(definition) ? numberFormat(plainNumber(context)) : {};
  }
}

function numberFormat(look: NumberLook): { readonly format: unknown; readonly formatType: string } {
  return { format: look, formatType: 'numberText' };
}
