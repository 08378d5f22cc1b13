import type { Cell, MessageValue } from '../types.ts';

const LONGEST = 40;

/** A group as a sentence can carry it: one line, not too long, and unable to turn the words around it. */
export function groupName(cells: readonly Cell[]): MessageValue {
  const list = cells.map((cell) => (cell === null || cell === '' ? { id: 'group_not_stated' } : tame(String(cell))));
  return { list, by: ' · ' };
}

function tame(text: string): string {
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  const letters = [...plain];
  const short =
    letters.length > LONGEST
      ? `${letters
          .slice(0, LONGEST - 1)
          .join('')
          .trimEnd()}…`
      : plain;
  // Words that are written from right to left are isolated, so that the numbers beside them keep their place.
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u.test(short)
    ? `\u2068${short}\u2069`
    : short;
}
