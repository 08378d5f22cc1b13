import { inLanguage } from '../lib/localText.ts';
import type {
  Alert,
  Audience,
  Block,
  Brand,
  EditionKey,
  Message,
  Metric,
  MetricNote,
  Report,
  SourceAsOf,
  StoredSnapshot,
  Verdict,
} from '../types.ts';
import { headlineOf } from './headlineOf.ts';
import { insightsOf } from './insightsOf.ts';
import { isOpenStill, partCautions } from './partCautions.ts';

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
  readonly alerts: readonly Alert<Message>[];
  readonly cautions?: readonly Message[] | undefined;
}): StoredSnapshot {
  const { edition, report, audience, brand, metrics, data, notes, asOf, verdicts } = measured;
  const telling = { period: edition.period, whole: audience === undefined ? undefined : brand.title };
  const all = Object.values(data);
  const cautions = [...partCautions(all, metrics, brand), ...(measured.cautions ?? [])];
  const title = inLanguage(report.title, brand.locale);
  const blocks = Object.entries(data).flatMap(([name, block]) => (block.kind === 'metrics' ? [{ name, block }] : []));
  return {
    version: 2,
    edition,
    title: audience === undefined ? title : `${audience.title} · ${title}`,
    ...(audience === undefined ? {} : { burst: { audience: audience.title, report: title } }),
    headline: headlineOf({ blocks: all, metrics, brand, edition: telling }),
    insights: Object.fromEntries(
      blocks.map(({ name, block }) => [name, insightsOf({ block, metrics, brand, edition: telling })]),
    ),
    data,
    metrics: notes,
    asOf,
    verdicts,
    alerts: measured.alerts,
    ...(cautions.length === 0 && measured.cautions === undefined ? {} : { cautions }),
    ...(isOpenStill(all) ? { isProvisional: true as const } : {}),
  };
}
