import { dayNumber } from '../days.ts';
import type { OrderLine } from './makeTrade.ts';

/** What a restaurant is to take in a month: what it took a year before and some 18 % more, in whole hundreds. */
export function makeGoals(
  lines: readonly OrderLine[],
  last: number,
): readonly (readonly [restaurant: string, month: string, goal: number])[] {
  const taken = new Map<string, number>();
  for (const { restaurant, time, cents } of lines) {
    const key = `${restaurant} ${time.slice(0, 7)}`;
    taken.set(key, (taken.get(key) ?? 0) + cents / 100);
  }
  const first = lines[0]?.time.slice(0, 10) ?? '';
  return [...taken].flatMap(([key, amount]) => {
    const [restaurant = '', month = ''] = key.split(' ');
    const next = `${Number(month.slice(0, 4)) + 1}${month.slice(4)}-01`;
    const isKnown = `${month}-01` >= first && dayNumber(next) <= last + 31;
    return isKnown ? [[restaurant, next, Math.max(100, Math.round((amount * 1.18) / 100) * 100)] as const] : [];
  });
}
