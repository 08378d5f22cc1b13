import { inLanguage } from '../lib/localText.ts';
import { ownValue } from '../lib/ownValue.ts';
import type { Column, Grain, LocalText, Message, Metric } from '../types.ts';
import { byName, metricNamed } from './metricInputs.ts';
import type { MetricRequest } from './metricRequest.ts';
import { type AddedColumn, shapedColumns } from './shapedRows.ts';
import { shownColumn } from './showing.ts';

/**
 * The columns of a request's table at a grain: `period` (the first day), the dimensions, the metrics with what stands
 * beside them; known without running anything. A dimension counts as text until its rows say otherwise.
 */
export function columnsOfRequest(request: {
  readonly request: Pick<MetricRequest, 'by' | 'metrics' | 'show' | 'compareRows' | 'shape' | 'columns'>;
  readonly grain: Grain;
  readonly metrics: readonly Metric[];
  readonly locale: string;
  /** What dimensions are called, where somebody has said it. */
  readonly labels?: Readonly<Record<string, LocalText>>;
}): readonly Column[] {
  const { grain, locale, labels = {} } = request;
  const metrics = byName(request.metrics);
  const columns: readonly Column[] = [
    { name: 'period', label: 'period', said: { id: 'column_period', values: { grain } }, type: 'day' },
    ...request.request.by.map((name): Column => ({ name, label: labelOf(name, labels[name], locale), type: 'text' })),
    ...shapedColumns(request.request).map((added) => {
      if (added.kind === 'rank') return addedColumn(added, { grain, locale });
      const metric = metricNamed(added.metric, metrics);
      if (added.kind !== 'metric') return addedColumn(added, { grain, locale, metric });
      const column = metricColumn(metric, locale);
      const { show } = request.request;
      return show === undefined ? column : shownColumn(column, show, grain);
    }),
  ];
  return columns.map((column) => {
    const { label, ...look } = ownValue(request.request.columns ?? {}, column.name) ?? {};
    if (label === undefined) return { ...column, ...look };
    const { said: _, ...named } = column;
    return { ...named, ...look, label: inLanguage(label, locale) };
  });
}

/** The columns of a request's tables by name and type, which no grain or language changes. */
export function columnsOfMetrics(request: MetricRequest, metrics: readonly Metric[]): readonly Column[] {
  return columnsOfRequest({ request, grain: request.grains[0], metrics, locale: 'en' });
}

function metricColumn({ name, label, format, decimals }: Metric, locale: string): Column {
  return {
    name,
    label: inLanguage(label, locale),
    type: 'number',
    format,
    ...(decimals === undefined ? {} : { decimals }),
    metric: name,
  };
}

/** A column that is no metric itself: the place of a row, or what one of its values is compared with or a share of. */
function addedColumn(
  added: AddedColumn,
  { grain, locale, metric }: { readonly grain: Grain; readonly locale: string; readonly metric?: Metric },
): Column {
  const { name } = added;
  const comparison = 'comparison' in added ? added.comparison : undefined;
  const before = (what: string | Message): Message => ({
    id: 'column_before',
    values: { what, grain, than: comparison ?? 'previous' },
  });
  if (metric === undefined) {
    const rank = { id: 'column_rank' };
    const said = comparison === undefined ? rank : before(rank);
    return { name, label: name, said, type: 'number', format: 'integer', decimals: 0 };
  }
  const { metric: _, ...own } = metricColumn(metric, locale);
  const column = { ...own, name };
  if (added.kind === 'share')
    return { ...column, said: { id: 'column_share', values: { what: own.label } }, format: 'percent', decimals: 1 };
  if (added.kind === 'value' && comparison !== undefined) return { ...column, said: before(own.label) };
  return shownColumn(column, comparison === 'year_ago' ? 'change_year_ago' : 'change_previous', grain);
}

/** "signup_channel" → "Signup channel". */
export function labelOf(dimension: string, label: LocalText | undefined, locale: string): string {
  if (label !== undefined) return inLanguage(label, locale);
  const words = dimension.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
