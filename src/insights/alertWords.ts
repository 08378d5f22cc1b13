import { formatNumber } from '../lib/format.ts';
import { inLanguage, languageOf } from '../lib/localText.ts';
import type { Metric } from '../types.ts';
import { lookOf, type Reader } from './movementOf.ts';

/** A limit that a value, or its change against the period before, has crossed. */
export interface Crossing {
  readonly way: 'above' | 'below' | 'change_above' | 'change_below';
  readonly limit: number;
  /** The value or, for a change, the change as a share. */
  readonly found: number;
}

/** An alert as a sentence without a full stop: "Active users: 640, below the alert limit of 700". */
export function alertWords({ way, limit, found }: Crossing, metric: Metric, reader: Reader): string {
  const label = inLanguage(metric.label, reader.locale);
  const isChange = way === 'change_above' || way === 'change_below';
  const look = isChange
    ? { ...lookOf(metric, reader), format: 'percent' as const, decimals: 1 }
    : lookOf(metric, reader);
  const [value, bound] = [formatNumber(found, look), formatNumber(limit, look)];
  const isOver = way === 'above' || way === 'change_above';
  if (languageOf(reader.locale) === 'ko') {
    const what = isChange ? `${label}: 전 기간 대비 ${value}` : `${label}: ${value}`;
    return `${what}, 알림 기준 ${bound} ${isOver ? '초과' : '미만'}`;
  }
  const what = isChange ? `${label}: a change of ${value}` : `${label}: ${value}`;
  return `${what}, ${isOver ? 'above' : 'below'} the alert limit of ${bound}`;
}
