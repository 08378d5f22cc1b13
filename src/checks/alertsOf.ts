import { limitAt } from '../lib/limitAt.ts';
import { holdsForParts } from '../lib/partLimits.ts';
import { shiftPeriod } from '../lib/period.ts';
import type {
  Alert,
  EditionKey,
  Message,
  Metric,
  MetricAlert,
  MetricBlock,
  Period,
  Reading,
  Snapshot,
} from '../types.ts';

type Way = 'above' | 'below' | 'change_above' | 'change_below';

/** Says a crossed limit in words; `found` is the value or, for a change, the change as a share. */
export type AlertWords = (
  crossing: { readonly way: Way; readonly limit: number; readonly found: number },
  metric: Metric,
  about: {
    /** Whose value it is, in an edition that spans brands: its title. */
    readonly brand?: string | undefined;
    /** Of which period it is, where that is not the edition's. */
    readonly period?: Period | undefined;
  },
) => Message;

/**
 * The alerts that the readings of an edition's data raise, by their metrics' limits. A value or change that is null
 * raises none: nothing was measured; nor does a part of a period. Sorted by metric.
 */
export function alertsOf(request: {
  readonly edition: EditionKey;
  readonly data: Snapshot['data'];
  /** With the limits of the brand whose value it is: in an edition that spans brands, of that title. */
  readonly metricsOf: (brand?: string) => readonly Metric[];
  readonly words: AlertWords;
}): readonly Alert<Message>[] {
  const { edition, data, metricsOf, words } = request;
  const { brand } = edition;
  const alerts = Object.values(data).flatMap((block) => {
    // The whole brand's limit is no matter of one of its audiences.
    if (block.kind !== 'metrics' || (edition.audience !== null && block.isOfAudience !== true)) return [];
    const period = lastPeriod(block) ?? edition.period;
    const isOwn = period.grain === edition.period.grain && period.start === edition.period.start;
    return block.readings.flatMap((reading) => {
      const metric = metricsOf(reading.brand).find(({ name }) => name === reading.metric);
      const limits = limitAt(metric?.alerts, block.grains[0]);
      if (metric === undefined || limits === undefined) return [];
      const isOfPart = block.isOfAudience === true && !holdsForParts(metric);
      return crossings(reading, limits, isOfPart).map((crossing) => {
        const { metric: name, value } = reading;
        return {
          brand,
          edition: edition.id,
          metric: name,
          period,
          value,
          reason: words(crossing, metric, { brand: reading.brand, period: isOwn ? undefined : period }),
        };
      });
    });
  });
  const once = new Map(alerts.map((alert) => [JSON.stringify([alert.metric, alert.reason]), alert]));
  return [...once.values()].sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

/** The period of a block's readings: the last of its first grain. */
function lastPeriod({ grains, tables }: MetricBlock): Period | undefined {
  const [grain] = grains;
  const start = grain === undefined ? undefined : tables[grain]?.rows.at(-1)?.[0];
  return grain === undefined || typeof start !== 'string' ? undefined : shiftPeriod({ grain, start, end: start }, 0);
}

/** Of a part, a change can be judged where its size cannot. */
function crossings(reading: Reading, alert: MetricAlert, isOfPart: boolean): readonly Parameters<AlertWords>[0][] {
  if (reading.partial !== undefined) return [];
  const change = reading.compared.previous?.change ?? null;
  const limits: readonly (readonly [Way, number | undefined, number | null])[] = [
    ['above', isOfPart ? undefined : alert.above, reading.value],
    ['below', isOfPart ? undefined : alert.below, reading.value],
    ['change_above', alert.changeAbove, change],
    ['change_below', alert.changeBelow, change],
  ];
  return limits.flatMap(([way, limit, found]) => {
    if (limit === undefined || found === null) return [];
    const isCrossed = way === 'above' || way === 'change_above' ? found > limit : found < limit;
    return isCrossed ? [{ way, limit, found }] : [];
  });
}
