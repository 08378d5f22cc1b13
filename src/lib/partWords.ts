import type { PartOfDays, Words } from '../types.ts';
import { say } from './words.ts';

/** "Data for 3 of 7 days", "No data". */
export function partNote(part: PartOfDays, words: Words): string {
  const isNone = part.days === 0 && !part.isBefore;
  return isNone ? say(words, 'no_data_at_all') : say(words, 'data_for', { days: partText(part, words) });
}

/** "3 of 7 days", "no data", "13 of 28 days of the period before". */
export function partText({ days, of, isBefore }: PartOfDays, words: Words): string {
  if (isBefore) return say(words, 'days_of_before', { days, of });
  return say(words, days === 0 ? 'no_days' : 'days_of', { days, of });
}
