import { inLanguage } from '../lib/localText.ts';
import type {
  Alert,
  Audience,
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
  /** For whom it is, in a burst. */
  readonly audience?: Audience | undefined;
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly data: Readonly<Record<string, Block>>;
  readonly notes: readonly MetricNote[];
  readonly asOf: readonly SourceAsOf[];
  readonly verdicts: readonly Verdict[];
  readonly alerts: readonly Alert[];
  readonly cautions?: readonly string[] | undefined;
}): Snapshot {
  const { edition, report, audience, brand, metrics, data, notes, asOf, verdicts } = measured;
  const { period } = edition;
  const title = inLanguage(report.title, brand.locale);
  const blocks = Object.entries(data).flatMap(([name, block]) => (block.kind === 'metrics' ? [{ name, block }] : []));
  return {
    version: 1,
    edition,
    title: audience === undefined ? title : `${audience.title} · ${title}`,
    ...(audience === undefined ? {} : { burst: { audience: audience.title, report: title } }),
    headline: headlineOf({ blocks: Object.values(data), metrics, brand, period }),
    insights: Object.fromEntries(
      blocks.map(({ name, block }) => [name, insightsOf({ block, metrics, brand, period })]),
    ),
    data,
    metrics: notes,
    asOf,
    verdicts,
    alerts: measured.alerts,
    ...(measured.cautions === undefined ? {} : { cautions: measured.cautions }),
  };
}
