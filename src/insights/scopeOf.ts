import type { Block, MessageValue, Period } from '../types.ts';
import { lastPeriod } from './readingNews.ts';

/** An edition as those who tell its news know it. */
export interface TellingEdition {
  readonly period: Period;
  /** In an edition for a part of a brand: what the whole is called. */
  readonly whole?: string | undefined;
}

/**
 * What a sentence must say first of whose and of which period it is, where a reader would take it for the edition's own: the whole
 * brand's in a mail to one shop, a month's in a weekly mail. Undefined where nothing need be said.
 */
export function scopeOf(block: Block, { period, whole }: TellingEdition): MessageValue | undefined {
  if (block.kind !== 'metrics') return undefined;
  const own = lastPeriod(block);
  const isOther = own !== undefined && (own.grain !== period.grain || own.start !== period.start);
  const list: readonly MessageValue[] = [
    ...(whole === undefined || block.isOfAudience === true ? [] : [{ id: 'all_of', values: { brand: whole } }]),
    ...(isOther ? [{ period: own }] : []),
  ];
  return list.length === 0 ? undefined : { list, by: ', ' };
}
