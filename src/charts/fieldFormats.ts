import { formatNumber, type NumberFormat } from '../lib/format.ts';
import type { Brand, Column } from '../types.ts';
import { type Json, listOf, objectOf, textsOf } from './json.ts';
import { type NumberLook, unitName } from './numberText.ts';

/** How a field of a chart's rows is shown, as far as its table or its metric says. */
export type FieldFormat =
  | { readonly kind: 'number'; readonly title: string | null; readonly number: NumberLook }
  /** A day; `ticks` names the signal that holds its ticks. */
  | { readonly kind: 'day'; readonly ticks: string }
  | { readonly kind: 'instant' }
  | { readonly kind: 'text'; readonly title: string }
  /** Keys of a fold: names of columns, shown by their labels. */
  | { readonly kind: 'names'; readonly names: Readonly<Record<string, string>> };

export type FieldFormats = ReadonlyMap<string, FieldFormat>;

/** Everything but the table that a compiled chart depends on through its columns. */
export function fieldFormatsOf(
  columns: readonly Column[],
  { locale, currency }: Pick<Brand, 'locale' | 'currency'>,
): FieldFormats {
  return new Map(
    columns.map((column, index): [string, FieldFormat] => [
      column.name,
      fieldFormatOf(column, index, { locale, currency }),
    ]),
  );
}

/** The name of the signal that holds the ticks of the column at `index`. */
export function ticksSignal(index: number): string {
  return `dayTicks_${index}`;
}

/** Numbers that no metric describes. */
export function plainNumber({ locale, currency }: Pick<Brand, 'locale' | 'currency'>): NumberLook {
  return { format: 'decimal', locale, currency, loose: true };
}

function fieldFormatOf(column: Column, index: number, place: Pick<Brand, 'locale' | 'currency'>): FieldFormat {
  switch (column.type) {
    case 'number': {
      const number = numberLook(column.format, column.decimals, place);
      return { kind: 'number', title: withUnit(column.label, number), number };
    }
    case 'day':
      return { kind: 'day', ticks: ticksSignal(index) };
    case 'instant':
      return { kind: 'instant' };
    default:
      return { kind: 'text', title: column.label };
  }
}

function numberLook(
  format: NumberFormat | undefined,
  decimals: number | undefined,
  place: Pick<Brand, 'locale' | 'currency'>,
): NumberLook {
  if (format === undefined) return plainNumber(place);
  return { format, locale: place.locale, currency: place.currency, ...(decimals === undefined ? {} : { decimals }) };
}

/** "Waiting time" in days → "Waiting time, days"; a label that says its unit already stays as it is. */
function withUnit(label: string, fieldFormat: NumberLook): string {
  const unit = unitName(fieldFormat);
  return unit === '' || label.toLowerCase().includes(unit.toLowerCase()) ? label : `${label}, ${unit}`;
}

/** What is known about fields after a transform: folded columns share a format, and what is computed from a field has its format. */
export function formatsAfter(formats: FieldFormats, transform: Json, columns: readonly Column[]): FieldFormats {
  const next = new Map(formats);
  if ('fold' in transform) {
    const [key = 'key', value = 'value'] = textsOf(transform['as']);
    const folded = textsOf(transform['fold']);
    const names = folded.map((name) => [name, columns.find((column) => column.name === name)?.label ?? name] as const);
    next.set(key, { kind: 'names', names: Object.fromEntries(names) });
    const shared = sharedFormat(folded.map((name) => formats.get(name)));
    if (shared !== null) next.set(value, shared);
  }
  for (const kind of ['aggregate', 'joinaggregate', 'window']) {
    for (const item of listOf(transform[kind]).map(objectOf)) {
      const fieldFormat = aggregateFormat(formats.get(String(item['field'])), item['op']);
      if (typeof item['as'] === 'string' && fieldFormat !== undefined) next.set(item['as'], fieldFormat);
    }
  }
  return next;
}

const SAME_UNIT = new Set([
  ...['sum', 'mean', 'average', 'median', 'min', 'max', 'q1', 'q3', 'stdev', 'lag', 'lead'],
  ...['first_value', 'last_value', 'nth_value'],
]);

/** The look of an aggregate of a field: the field's own where the unit stays the same. */
export function aggregateFormat(fieldFormat: FieldFormat | undefined, op: unknown): FieldFormat | undefined {
  return fieldFormat !== undefined && SAME_UNIT.has(String(op)) ? fieldFormat : undefined;
}

function sharedFormat(formats: readonly (FieldFormat | undefined)[]): FieldFormat | null {
  const [first] = formats;
  if (first?.kind !== 'number') return null;
  const sample = (fieldFormat: FieldFormat | undefined): string =>
    fieldFormat?.kind === 'number' ? formatNumber(1234.5678, fieldFormat.number) : '';
  if (!formats.every((fieldFormat) => sample(fieldFormat) === sample(first))) return null;
  const unit = unitName(first.number);
  return { kind: 'number', title: unit === '' ? null : unit, number: first.number };
}
