import type { Message, MessageValue, Words } from '../types.ts';
import { formatChange, formatNumber, formatPeriod } from './format.ts';
import { say } from './words.ts';

/** A message in words: its numbers, periods and lists as the language writes them. A text is said as it is. */
export function tell(words: Words, message: Message | string): string {
  if (typeof message === 'string') return message;
  const values = Object.entries(message.values ?? {}).flatMap(([name, value]) => [
    [name, tellValue(words, value)] as const,
    ...(isLabel(value) ? [[`${name}_inside`, insideSentence(value.label, words.locale)] as const] : []),
  ]);
  return say(words, message.id, Object.fromEntries(values));
}

function tellValue(words: Words, value: MessageValue): string | number {
  if (typeof value !== 'object') return value;
  if ('id' in value) return tell(words, value);
  if (isLabel(value)) return value.label;
  if ('period' in value) return formatPeriod(value.period, words);
  if ('number' in value) return formatNumber(value.number, { ...value, locale: words.locale });
  if ('changed' in value) return formatChange(value.changed, { ...value, locale: words.locale }, words);
  const all = value.list.map((one) => String(tellValue(words, one)));
  if (value.by !== undefined || all.length < 2) return all.join(value.by);
  return `${all.slice(0, -1).join(say(words, 'list_between'))}${say(words, 'list_last')}${all.at(-1)}`;
}

function isLabel(value: MessageValue): value is { readonly label: string } {
  return typeof value === 'object' && 'label' in value;
}

/**
 * A label in the middle of a sentence: its first letter small, unless the first word has more capitals or a digit (MAU,
 * iOS, B2B) or a later one begins with a capital (Net Promoter Score).
 */
function insideSentence(label: string, locale: string): string {
  const [first = '', ...others] = label.split(/\s+/);
  const isName = /[\p{Lu}\p{N}]/u.test(first.slice(1)) || others.some((word) => /^\p{Lu}/u.test(word));
  if (isName) return label;
  const [letter = ''] = label;
  return letter.toLocaleLowerCase(locale) + label.slice(letter.length);
}
