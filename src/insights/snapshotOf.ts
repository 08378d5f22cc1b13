import { inLanguage } from '../lib/localText.ts';
import type {
  Alert,
  Block,
  Brand,
  EditionKey,
  Metric,
  MetricNote,
  Report,
  Snapshot,
  SourceAsOf,
  Verdict,
} from '../types.ts';
import { headlineOf } from './headlineOf.ts';
import { insightsOf } from './insightsOf.ts';

/** An edition's snapshot: its measured data, what is to be said of it, and what it rests on. */
export function snapshotOf(measured: {
  readonly edition: EditionKey;
  readonly report: Report;
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly data: Readonly<Record<string, Block>>;
  readonly notes: readonly MetricNote[];
  readonly asOf: readonly SourceAsOf[];
  readonly verdicts: readonly Verdict[];
  readonly alerts: readonly Alert[];
}): Snapshot {
  const { edition, report, brand, metrics, data, notes, asOf, verdicts } = measured;
  const { period } = edition;
  const blocks = Object.entries(data).flatMap(([name, block]) => (block.kind === 'metrics' ? [{ name, block }] : []));
  return {
    version: 1,
    edition,
    title: inLanguage(report.title, brand.locale),
    headline: headlineOf({ blocks: Object.values(data), metrics, brand, period }),
    insights: Object.fromEntries(
      blocks.map(({ name, block }) => [name, insightsOf({ block, metrics, brand, period })]),
    ),
    data,
    metrics: notes,
    asOf,
    verdicts,
    alerts: measured.alerts,
  };
}
