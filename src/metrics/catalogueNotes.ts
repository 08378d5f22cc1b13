import { inLanguage } from '../lib/localText.ts';
import type { CatalogueNote, LocalText, Metric, MetricNote, Model } from '../types.ts';
import { labelOf } from './columnsOfRequest.ts';
import { dimensionWordsOf } from './dimensionWords.ts';
import { byName, metricNamed } from './metricInputs.ts';

/** What there is behind marts, as far as it is a brand's own. */
export interface Origins {
  /** The steps between the sources and the marts, the marts left out. Sorted. */
  readonly models: readonly string[];
  /** "source.table". Sorted. */
  readonly sourceTables: readonly string[];
}

/** Metrics' notes with all that a catalogue tells beside them: dimensions, limits, what they are computed from and for. */
export function catalogueNotes(request: {
  readonly notes: readonly MetricNote[];
  readonly metrics: readonly Metric[];
  readonly models: readonly Pick<Model, 'name' | 'labels' | 'valueNames'>[];
  readonly brand: { readonly locale: string; readonly labels?: Readonly<Record<string, LocalText>> };
  readonly originsOf: (marts: readonly string[]) => Origins;
}): readonly CatalogueNote[] {
  const { notes, metrics, models, brand, originsOf } = request;
  const known = byName(metrics);
  const wordsOf = dimensionWordsOf(models, brand);
  const shown = new Set(notes.map(({ name }) => name));
  const refTo = (name: string) => ({ name, label: inLanguage(metricNamed(name, known).label, brand.locale) });
  const used = new Map<string, string[]>();
  for (const { name } of notes)
    for (const input of namedBy(metricNamed(name, known))) used.set(input, [...(used.get(input) ?? []), name]);
  return notes.map((note) => {
    const metric = metricNamed(note.name, known);
    const { labels } = wordsOf(note.marts);
    return {
      ...note,
      ...(metric.domainTitle === undefined ? {} : { domainTitle: inLanguage(metric.domainTitle, brand.locale) }),
      ...(metric.alerts === undefined ? {} : { alerts: metric.alerts }),
      dimensions: metric.dimensions.map((name) => ({ name, label: labelOf(name, labels[name], brand.locale) })),
      computedFrom: namedBy(metric)
        .filter((name) => shown.has(name))
        .map(refTo),
      computedInto: (used.get(note.name) ?? []).map(refTo),
      ...originsOf(note.marts),
    };
  });
}

/** The metrics that a metric's own rule names. */
function namedBy({ rule }: Metric): readonly string[] {
  switch (rule.kind) {
    case 'ratio':
      return [...new Set([rule.of, rule.to])];
    case 'derived':
      return [...new Set(rule.inputs)];
    case 'rolling':
    case 'to_date':
      return [rule.of];
    default:
      return [];
  }
}
